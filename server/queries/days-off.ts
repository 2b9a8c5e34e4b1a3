import chineseDays from 'chinese-days';
import { dayMs } from '#shared/kernel/span.ts';

export interface DaysOff {
  year: number;
  /** Weekdays that are off. */
  holidays: string[];
  /** Days of weekends that are worked (调休). */
  makeUpDays: string[];
}

/** A year's days off in China as the State Council announced them; null: the library does not know that year yet. */
export function daysOffInChina(year: number): DaysOff | null {
  const { getHolidaysInRange, isWorkday } = chineseDays;
  if (getHolidaysInRange(`${year}-01-01`, `${year}-12-31`, false).length === 0) return null;
  const off: DaysOff = { year, holidays: [], makeUpDays: [] };
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += dayMs) {
    const date = new Date(at).toISOString().slice(0, 10);
    const isWeekend = [0, 6].includes(new Date(at).getUTCDay());
    if (isWeekend && isWorkday(date)) off.makeUpDays.push(date);
    if (!isWeekend && !isWorkday(date)) off.holidays.push(date);
  }
  return off;
}
