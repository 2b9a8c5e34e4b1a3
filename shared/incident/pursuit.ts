import type { Calendar, Limit } from '../clock/calendar.ts';
import { addWork, dueAt, workBetween } from '../clock/deadline.ts';
import type { Policy } from '../pack/schema.ts';
import { clockSpecOf, type ClockName, type Procedure } from '../procedure/schema.ts';
import type { Clock, Incident } from './incident.ts';

/** 催办: reminders before a deadline, and the next level up after it. The instants are computed, never stored. */
export type Supervision = NonNullable<Policy['supervision']>;

const inWorkTime = ({ unit }: Limit): boolean => unit === 'work-hour' || unit === 'work-day';

/** When `share` of the time a clock has from its start to its deadline is used up, in the time the clock runs in. */
export function remindAt({ limit, startedAt, dueAt: due }: Clock, calendar: Calendar, share: number): number {
  if (inWorkTime(limit))
    return addWork(calendar, startedAt, Math.round(share * workBetween(calendar, startedAt, due)));
  return startedAt + Math.round(share * (due - startedAt));
}

/** When a lapsed clock is brought before rung `rung` (1 the lowest): at its deadline, then one step of its limit later each. */
export function escalateAt(clock: Clock, calendar: Calendar, rung: number, stepShare: number): number {
  if (rung <= 1) return clock.dueAt;
  const amount = clock.limit.amount * stepShare * (rung - 1);
  return dueAt(calendar, clock.dueAt, { ...clock.limit, amount });
}

/** A clock that neither stands nor is stopped. */
export const isRunning = (clock: Clock): boolean =>
  clock.stoppedAt === undefined && clock.pausedAt === undefined;

/** Running clocks that somebody is reminded of and held to. */
export function pursuedClocks(
  { clocks }: Pick<Incident, 'clocks'>,
  procedure: Pick<Procedure, 'clocks'>,
): [ClockName, Clock][] {
  return Object.entries(clocks).filter(
    ([name, clock]) => isRunning(clock) && clockSpecOf(procedure, name)?.pursued === true,
  );
}
