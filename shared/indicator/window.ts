import type { Calendar } from '../clock/calendar.ts';
import { dayMs, hourMs, minuteMs } from '../kernel/span.ts';

/** [from, to), epoch ms UTC. */
export interface Window {
  from: number;
  to: number;
}
export const windowKinds = ['today', 'week', 'month', 'year'] as const;
export type WindowKind = (typeof windowKinds)[number];

export interface Windows {
  now: Window;
  /** As far into the period before (环比): the first 22 days of October against those of November. */
  before: Window;
  /** The same stretch of local time a year ago (同比). */
  yearBefore: Window;
  /** Width of a point of the trend. */
  stepMs: number;
}

/** The running period of local time that holds `now`, up to `now`. Weeks begin on Monday. */
export function windowsOf(kind: WindowKind, calendar: Calendar, now: number): Windows {
  const offset = calendar.utcOffsetMinutes * minuteMs;
  const local = new Date(now + offset);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const at = (y: number, m: number, d: number): number => Date.UTC(y, m, d) - offset;
  const weekday = (local.getUTCDay() + 6) % 7;
  const starts: Record<WindowKind, [from: number, before: number, yearBefore: number]> = {
    today: [at(year, month, day), at(year, month, day - 1), at(year - 1, month, day)],
    // A year ago the week began on another date: 52 weeks back keeps the weekdays.
    week: [
      at(year, month, day - weekday),
      at(year, month, day - weekday - 7),
      at(year, month, day - weekday - 364),
    ],
    month: [at(year, month, 1), at(year, month - 1, 1), at(year - 1, month, 1)],
    year: [at(year, 0, 1), at(year - 1, 0, 1), at(year - 1, 0, 1)],
  };
  const [from, before, yearBefore] = starts[kind];
  const length = now - from;
  return {
    now: { from, to: now },
    // February is shorter than the 31st of March is far.
    before: { from: before, to: Math.min(before + length, from) },
    yearBefore: { from: yearBefore, to: yearBefore + length },
    stepMs: kind === 'today' ? hourMs : dayMs,
  };
}
