import type { Figures } from '#shared/wire/http.ts';
import { localDay, type Zoned } from '#shared/clock/zone.ts';
import { dayMs } from '#shared/kernel/span.ts';

export interface CalendarDay {
  at: number;
  /** Column, one a week from the left, and row, Monday 0. */
  week: number;
  weekday: number;
  rate: number | null;
  due: number;
  closed: number;
  /** 0 the worst step to 4 the best; null where nothing was due. */
  step: number | null;
}

/** From which share of on time each step begins, below the target and above it. */
export function stepsFor(target: number): number[] {
  return [0, target - 0.05, target - 0.02, target, (1 + target) / 2];
}

/** The days of a trend in weeks, from the first week in which anything was due, each with how well it went against the target. */
export function calendarDays(trend: Figures['trend'], target: number, time: Zoned): CalendarDay[] {
  // The first of January 1970 was a Thursday.
  const weekdayOf = (at: number): number => (localDay(time, at) + 3) % 7;
  const due = trend.findIndex(({ onTimeClosing }) => onTimeClosing.denominator > 0);
  const begin = due < 0 ? 0 : Math.max(0, due - weekdayOf(trend[due]?.at ?? 0));
  const known = trend.slice(begin);
  const [first] = known;
  if (!first) return [];
  const lead = weekdayOf(first.at);
  const steps = stepsFor(target);
  return known.map(({ at, onTimeClosing }) => {
    const day = Math.round((at - first.at) / dayMs) + lead;
    const { value, numerator, denominator } = onTimeClosing;
    return {
      at,
      week: Math.floor(day / 7),
      weekday: day % 7,
      rate: value,
      due: denominator,
      closed: numerator,
      step: value === null ? null : steps.findLastIndex((from) => value >= from),
    };
  });
}
