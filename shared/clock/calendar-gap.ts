import type { Calendar } from './calendar.ts';
import { localOf } from './zone.ts';

/** What a calendar does not know of the year to come: no day off at all, or no make-up days (调休) though this year has some. */
export interface CalendarGap {
  year: number;
  lacks: 'holidays' | 'make-up-days';
}

/** The coming year is looked at from October on, when its notice is awaited; deadlines of December already reach into it. */
const lookedAtFrom = 10;

/** What is missing at an instant; null when nothing is, or it is too early to ask. */
export function calendarGap(calendar: Calendar, now: number): CalendarGap | null {
  const local = new Date(localOf(calendar, now));
  const year = local.getUTCFullYear();
  const has = (days: readonly string[], of: number): boolean => days.some((day) => day.startsWith(`${of}-`));
  const gapOf = (of: number): CalendarGap | null => {
    if (!has(calendar.holidays, of) && has(calendar.holidays, of - 1)) return { year: of, lacks: 'holidays' };
    if (!has(calendar.makeUpDays, of) && has(calendar.makeUpDays, of - 1))
      return { year: of, lacks: 'make-up-days' };
    return null;
  };
  // A year that began without them is worse than one to come.
  const present = gapOf(year);
  if (present) return present;
  return local.getUTCMonth() + 1 >= lookedAtFrom ? gapOf(year + 1) : null;
}
