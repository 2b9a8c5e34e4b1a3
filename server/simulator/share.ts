import type { Calendar } from '#shared/clock/calendar.ts';
import { addWork, workBetween } from '#shared/clock/deadline.ts';
import type { Clock } from '#shared/incident/incident.ts';

/** The instant at which a share of a clock's time is used up. */
export function share(clock: Clock, calendar: Calendar, fraction: number): number {
  const { limit, startedAt, dueAt } = clock;
  if (limit.unit !== 'work-hour' && limit.unit !== 'work-day')
    return startedAt + fraction * (dueAt - startedAt);
  return addWork(calendar, startedAt, fraction * workBetween(calendar, startedAt, dueAt));
}
