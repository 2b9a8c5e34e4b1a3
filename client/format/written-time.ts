import { dayStart, instantOf, localDay, localOf, type Zoned } from '#shared/clock/zone.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { readDay } from '#shared/sheet/day.ts';
import { shownTime } from './instant.ts';

/*
 * Instants as fields of a form write and read them. A field knows no zone, and the device may stand in another one than the county:
 * all of them go by the time of the county, which is shown unless another is handed in.
 */

/** An instant as a `datetime-local` field holds it: 2026-12-01T08:30. */
export const minuteText = (at: number, time: Zoned = shownTime()): string =>
  new Date(localOf(time, at)).toISOString().slice(0, 16);

/** The instant of such a text, with or without seconds; null: empty, or no time. Where a clock is put back, the first of two. */
export function minuteRead(text: string, time: Zoned = shownTime()): number | null {
  // Of other words an engine may make a date of its own.
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/u.test(text);
  const local = isTime ? Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`) : NaN;
  return Number.isNaN(local) ? null : instantOf(time, local);
}

/** The day of an instant as a `date` field holds it, which is also how a day with its year is told: 2026-12-01. */
export const dayText = (at: number, time: Zoned = shownTime()): string =>
  new Date(localDay(time, at) * dayMs).toISOString().slice(0, 10);

/** When such a day begins, or the one so many days `later`; null: empty, or no day. */
export function dayRead(text: string, time: Zoned = shownTime(), later = 0): number | null {
  const day = readDay(text);
  return day === null ? null : dayStart(time, day / dayMs + later);
}
