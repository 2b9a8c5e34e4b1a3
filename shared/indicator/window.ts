import type { Calendar } from '../clock/calendar.ts';
import { dayStart, instantOf, localDay, localOf, type Zoned } from '../clock/zone.ts';
import { dayMs, hourMs } from '../kernel/span.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';

/** [from, to), epoch ms UTC. */
export interface Window {
  from: number;
  to: number;
}
/** Periods that have a name; `last-month` alone is over. */
export const windowKinds = ['today', 'week', 'month', 'last-month', 'quarter', 'year'] as const;
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

/** What somebody asks for: a period by name, or an own one by both its ends. */
export interface PeriodAsk {
  window: WindowKind;
  from?: number | undefined;
  to?: number | undefined;
  /** An instant of the past that stands for now. */
  at?: number | undefined;
}

/** The windows of what is asked for; an own period ends by now at the latest. Refuses one that holds nothing, and an instant to come. */
export function windowsFor(ask: PeriodAsk, calendar: Calendar, clock: number): Windows | Refusal {
  const { from, to, at: now = clock } = ask;
  if (now > clock) return refuse('invalid', 'instant-ahead', 'at');
  if (from === undefined && to === undefined) return windowsOf(ask.window, calendar, now);
  if (from === undefined) return refuse('invalid', 'period-needs-beginning', 'from');
  if (to !== undefined && to <= from) return refuse('invalid', 'window-ends-first', 'to');
  if (from >= now) return refuse('invalid', 'period-not-begun', 'from');
  return ownWindows({ from, to: Math.min(to ?? now, now) }, calendar);
}

/** Days in which a month has too little behind it: what fell due in them is no rate, and a rank by it is luck. */
const youngDays = 5;

/** Whether the month that holds `now` has only begun, so that the whole one before it is shown beside it. */
export function isYoungMonth(time: Zoned, now: number): boolean {
  return new Date(localDay(time, now) * dayMs).getUTCDate() <= youngDays;
}

/** Longest own period whose trend is told by hours. */
const byHours = 2 * dayMs;

/** Local time of an instant; of one that begins a day its midnight, also where clocks leap over that. */
function wallOf(calendar: Calendar, at: number): number {
  const day = localDay(calendar, at);
  return dayStart(calendar, day) === at ? day * dayMs : localOf(calendar, at);
}

/** An own period, the same length right before it, and the same dates a year ago. */
export function ownWindows(now: Window, calendar: Calendar): Windows {
  // By the clock on the wall: a week is seven days of it, whatever the clocks did meanwhile.
  const [from, to] = [wallOf(calendar, now.from), wallOf(calendar, now.to)];
  const at = (local: number): number => instantOf(calendar, local);
  const year = new Date(from);
  year.setUTCFullYear(year.getUTCFullYear() - 1);
  const yearBefore = year.getTime();
  return {
    now,
    before: { from: Math.min(at(from - (to - from)), now.from - 1), to: now.from },
    yearBefore: { from: at(yearBefore), to: at(yearBefore + (to - from)) },
    stepMs: now.to - now.from <= byHours ? hourMs : dayMs,
  };
}

/** The running period of local time that holds `now`, up to `now`; of `last-month` the whole. Weeks begin on Monday. */
export function windowsOf(kind: WindowKind, calendar: Calendar, now: number): Windows {
  const local = new Date(localOf(calendar, now));
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const at = (y: number, m: number, d: number): number => instantOf(calendar, Date.UTC(y, m, d));
  if (kind === 'last-month')
    return {
      // Whole months against whole months: February against all of January.
      now: { from: at(year, month - 1, 1), to: at(year, month, 1) },
      before: { from: at(year, month - 2, 1), to: at(year, month - 1, 1) },
      yearBefore: { from: at(year - 1, month - 1, 1), to: at(year - 1, month, 1) },
      stepMs: dayMs,
    };
  const weekday = (local.getUTCDay() + 6) % 7;
  const quarter = month - (month % 3);
  const starts: Record<typeof kind, [from: number, before: number, yearBefore: number]> = {
    today: [at(year, month, day), at(year, month, day - 1), at(year - 1, month, day)],
    // A year ago the week began on another date: 52 weeks back keeps the weekdays.
    week: [
      at(year, month, day - weekday),
      at(year, month, day - weekday - 7),
      at(year, month, day - weekday - 364),
    ],
    month: [at(year, month, 1), at(year, month - 1, 1), at(year - 1, month, 1)],
    quarter: [at(year, quarter, 1), at(year, quarter - 3, 1), at(year - 1, quarter, 1)],
    year: [at(year, 0, 1), at(year - 1, 0, 1), at(year - 1, 0, 1)],
  };
  const [from, before, yearBefore] = starts[kind];
  // As far by the clock on the wall.
  const length = wallOf(calendar, now) - wallOf(calendar, from);
  const asFar = (begin: number): number => instantOf(calendar, wallOf(calendar, begin) + length);
  return {
    now: { from, to: now },
    // February is shorter than the 31st of March is far.
    before: { from: before, to: Math.min(asFar(before), from) },
    yearBefore: { from: yearBefore, to: asFar(yearBefore) },
    stepMs: kind === 'today' ? hourMs : dayMs,
  };
}
