import { dayMs, hourMs, minuteMs } from '../kernel/span.ts';
import { must } from '../kernel/must.ts';
import type { Calendar, Limit } from './calendar.ts';
import { instantOf, localOf } from './zone.ts';

/**
 * Deadlines in a jurisdiction's own time. Work time runs only inside the work periods of work days; a deadline that uses up
 * the last minute of a period is that period's end, not the beginning of the next. Where clocks change, a period is as long as it
 * lasts, and a day as its clocks say.
 */

interface Prepared {
  calendar: Calendar;
  holidays: Set<number>;
  makeUpDays: Set<number>;
  /** [start, end) of each work period, ms from local midnight. */
  periods: { start: number; end: number }[];
  /** Work ms of a work day. */
  dayWorkMs: number;
}
const prepared = new WeakMap<Calendar, Prepared>();

const dayNumber = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs);

function prepare(calendar: Calendar): Prepared {
  const known = prepared.get(calendar);
  if (known) return known;
  const periods = calendar.periods.map(([start, end]) => ({ start: start * minuteMs, end: end * minuteMs }));
  const made: Prepared = {
    calendar,
    holidays: new Set(calendar.holidays.map(dayNumber)),
    makeUpDays: new Set(calendar.makeUpDays.map(dayNumber)),
    periods,
    dayWorkMs: periods.reduce((sum, period) => sum + period.end - period.start, 0),
  };
  prepared.set(calendar, made);
  return made;
}

function isWorkDayNumber(p: Prepared, day: number): boolean {
  if (p.makeUpDays.has(day)) return true;
  if (p.holidays.has(day)) return false;
  const weekday = (((day + 4) % 7) + 7) % 7; // 1970-01-01 was a Thursday
  return weekday !== 0 && weekday !== 6;
}

/** Whether the local day of an instant is a work day. */
export function isWorkDay(calendar: Calendar, at: number): boolean {
  return isWorkDayNumber(prepare(calendar), Math.floor(localOf(calendar, at) / dayMs));
}

/** Epoch ms of the local midnight that begins the day of an instant. */
export function localMidnight(calendar: Calendar, at: number): number {
  return instantOf(calendar, Math.floor(localOf(calendar, at) / dayMs) * dayMs);
}

/** The end of a local day `YYYY-MM-DD`. */
export function endOfDay(calendar: Calendar, date: string): number {
  return instantOf(calendar, Date.parse(`${date}T00:00:00Z`) + dayMs);
}

/** Whether clocks change within a local day. */
function isUneven({ calendar }: Prepared, day: number): boolean {
  if (calendar.zone === undefined) return false;
  return instantOf(calendar, (day + 1) * dayMs) - instantOf(calendar, day * dayMs) !== dayMs;
}

/** The instant at which `workMs` of work time after `from` are used up. */
export function addWork(calendar: Calendar, from: number, workMs: number): number {
  const p = prepare(calendar);
  let left = workMs;
  const local = localOf(calendar, from);
  const first = Math.floor(local / dayMs);
  // A calendar without a work day in ten years is a fault of the pack, not a reason to hang.
  for (let day = first; day < first + 3660; day++) {
    if (!isWorkDayNumber(p, day)) continue;
    if ((day > first || local === first * dayMs) && left > p.dayWorkMs && !isUneven(p, day)) {
      left -= p.dayWorkMs;
      continue;
    }
    for (const period of p.periods) {
      const start = Math.max(instantOf(calendar, day * dayMs + period.start), from);
      const free = instantOf(calendar, day * dayMs + period.end) - start;
      if (free <= 0) continue;
      if (left <= free) return start + left;
      left -= free;
    }
  }
  throw new Error('the work calendar has no work time left in ten years');
}

/** Work ms between two instants; 0 when `to` is not after `from`. */
export function workBetween(calendar: Calendar, from: number, to: number): number {
  if (to <= from) return 0;
  const p = prepare(calendar);
  const first = Math.floor(localOf(calendar, from) / dayMs);
  const last = Math.floor(localOf(calendar, to) / dayMs);
  let sum = 0;
  for (let day = first; day <= last; day++) {
    if (!isWorkDayNumber(p, day)) continue;
    if (day > first && day < last && !isUneven(p, day)) {
      sum += p.dayWorkMs;
      continue;
    }
    for (const period of p.periods) {
      const start = Math.max(instantOf(calendar, day * dayMs + period.start), from);
      const end = Math.min(instantOf(calendar, day * dayMs + period.end), to);
      sum += Math.max(0, end - start);
    }
  }
  return sum;
}

const runsInWorkTime = (limit: Limit): boolean => limit.unit === 'work-hour' || limit.unit === 'work-day';

/** The deadline of a limit that starts at `from`. A work day is the work time of one day, wherever it starts; a calendar day ends when clocks show the same time again. */
export function dueAt(calendar: Calendar, from: number, limit: Limit): number {
  const p = prepare(calendar);
  const local = localOf(calendar, from);
  if (limit.unit === 'day-end')
    return instantOf(calendar, (Math.floor(local / dayMs) + Math.max(1, Math.ceil(limit.amount))) * dayMs);
  if (limit.unit === 'calendar-day') return instantOf(calendar, local + Math.round(limit.amount * dayMs));
  const spans = {
    'urgent-minute': minuteMs,
    'work-hour': hourMs,
    'work-day': p.dayWorkMs,
  };
  const ms = Math.round(limit.amount * must(spans[limit.unit], limit.unit));
  return runsInWorkTime(limit) ? addWork(calendar, from, ms) : from + ms;
}

/** A deadline moved on because its clock stood still from `stoppedAt` to `now`. What was already late stays late. */
export function shiftedDue(
  calendar: Calendar,
  limit: Limit,
  due: number,
  stoppedAt: number,
  now: number,
): number {
  if (due <= stoppedAt || now <= stoppedAt) return due;
  if (!runsInWorkTime(limit)) return due + (now - stoppedAt);
  return addWork(calendar, now, workBetween(calendar, stoppedAt, due));
}
