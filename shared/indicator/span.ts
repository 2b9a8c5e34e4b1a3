import type { Calendar } from '../clock/calendar.ts';
import { instantOf, localDay, localOf, offsetAt, type Zoned } from '../clock/zone.ts';
import { dayMs, hourMs, minuteMs } from '../kernel/span.ts';

/**
 * Windows of a formula. Of readings: `1h` to `24h`, whole or running hours of the instrument's clock (`1h` in steps of five
 * minutes). Of what has days: `today`, `7d` (today and the six days before), `month`, `quarter`, `year` up to now.
 */
export const dayWindows = ['today', '7d', '30d', '90d', '365d', 'month', 'quarter', 'year'] as const;
export type DayWindow = (typeof dayWindows)[number];

/** Days that a window never goes back further than. */
export const mostDays = 366;

/** Hours of a window of readings, or null. */
export function hoursOf(text: string): number | null {
  const hours = /^(\d{1,2})h$/.exec(text)?.[1];
  return hours !== undefined && Number(hours) >= 1 && Number(hours) <= 24 ? Number(hours) : null;
}

/** The local day of an instant, counted from 1970. */
export const dayOf = localDay;

/** First local day of a window that ends on the day of `now`. */
export function firstDay(over: DayWindow, calendar: Calendar, now: number): number {
  const today = dayOf(calendar, now);
  const local = new Date(today * dayMs);
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()];
  const startOf = (m: number): number => Date.UTC(year, m, 1) / dayMs;
  if (over === 'today') return today;
  if (over === 'month') return startOf(month);
  if (over === 'quarter') return startOf(month - (month % 3));
  if (over === 'year') return startOf(0);
  return today - Number(over.slice(0, -1)) + 1;
}

/** How far back the same figure of the period before stands (环比): of an instant or a day the day before, of a month a month. */
export function stepBack(overs: readonly (DayWindow | null)[], calendar: Calendar, now: number): number {
  const longest = Math.max(0, ...overs.map((over) => (over === null ? 0 : dayWindows.indexOf(over))));
  const over = dayWindows[longest] ?? 'today';
  const local = new Date(localOf(calendar, now));
  const months = { month: 1, quarter: 3, year: 12 }[over as 'month'];
  if (months === undefined)
    return instantOf(calendar, local.getTime() - (over === 'today' ? 1 : Number(over.slice(0, -1))) * dayMs);
  const day = local.getUTCDate();
  local.setUTCDate(1);
  local.setUTCMonth(local.getUTCMonth() - months);
  // The 31st of March is compared with the last of February.
  const last = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  local.setUTCDate(Math.min(day, last));
  return instantOf(calendar, local.getTime());
}

/** The same local instant a year before (同比). */
export function yearBack(calendar: Calendar, now: number): number {
  return stepBack(['year'], calendar, now);
}

/** Starts of the points of a series: five minutes, an hour, a local day. */
export const pointSpans = ['m', 'h', 'd'] as const;
export type PointSpan = (typeof pointSpans)[number];
export const pointMs: Readonly<Record<PointSpan, number>> = { m: 5 * minuteMs, h: hourMs, d: dayMs };
export function pointStart(span: PointSpan, calendar: Zoned, at: number): number {
  if (span === 'd') return instantOf(calendar, localDay(calendar, at) * dayMs);
  const offset = offsetAt(calendar, at);
  return Math.floor((at + offset) / pointMs[span]) * pointMs[span] - offset;
}
