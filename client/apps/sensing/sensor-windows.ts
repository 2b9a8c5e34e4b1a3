import { dayMs, hourMs } from '#shared/kernel/span.ts';

/** How far back the course of a sensor is shown. */
export const windows = {
  hour: hourMs,
  six: 6 * hourMs - 1,
  day: dayMs,
  week: 7 * dayMs,
  month: 30 * dayMs,
  year: 365 * dayMs,
} as const;
export const windowNames = Object.keys(windows) as (keyof typeof windows)[];
