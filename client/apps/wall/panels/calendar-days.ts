import type { Figures } from '#shared/wire/http.ts';
import { dayStart, localDay, type Zoned } from '#shared/clock/zone.ts';
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

/** The first of January 1970 was a Thursday. */
const weekdayOf = (day: number): number => (day + 3) % 7;

/** Midnight of the Monday with which so many weeks begin, of which the running one is the last. */
export function weeksBefore(time: Zoned, now: number, weeks: number): number {
  const today = localDay(time, now);
  return dayStart(time, today - weekdayOf(today) - (weeks - 1) * 7);
}

/** The days of a trend in weeks, from the first week in which anything was due, each with how well it went against the target. */
export function calendarDays(trend: Figures['trend'], target: number, time: Zoned): CalendarDay[] {
  const due = trend.findIndex(({ onTimeClosing }) => onTimeClosing.denominator > 0);
  const begin = due < 0 ? 0 : Math.max(0, due - weekdayOf(localDay(time, trend[due]?.at ?? 0)));
  const known = trend.slice(begin);
  const [first] = known;
  if (!first) return [];
  const lead = weekdayOf(localDay(time, first.at));
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
