import { dayMs, hourMs, minuteMs } from '../kernel/span.ts';
import { must } from '../kernel/must.ts';
import type { Calendar, Limit } from './calendar.ts';

/**
 * Deadlines in a jurisdiction's own time. Work time runs only inside the work periods of work days; a deadline that uses up
 * the last minute of a period is that period's end, not the beginning of the next.
 */

interface Prepared {
  offsetMs: number;
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
    offsetMs: calendar.utcOffsetMinutes * minuteMs,
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
  const p = prepare(calendar);
  return isWorkDayNumber(p, Math.floor((at + p.offsetMs) / dayMs));
}

/** Epoch ms of the local midnight that begins the day of an instant. */
export function localMidnight(calendar: Calendar, at: number): number {
  const { offsetMs } = prepare(calendar);
  return Math.floor((at + offsetMs) / dayMs) * dayMs - offsetMs;
}

/** The end of a local day `YYYY-MM-DD`. */
export function endOfDay(calendar: Calendar, date: string): number {
  return Date.parse(`${date}T00:00:00Z`) + dayMs - prepare(calendar).offsetMs;
}

/** The instant at which `workMs` of work time after `from` are used up. */
export function addWork(calendar: Calendar, from: number, workMs: number): number {
  const p = prepare(calendar);
  let left = workMs;
  let day = Math.floor((from + p.offsetMs) / dayMs);
  let within = from + p.offsetMs - day * dayMs;
  // A calendar without a work day in ten years is a fault of the pack, not a reason to hang.
  for (let guard = 0; guard < 3660; guard++, day++, within = 0) {
    if (!isWorkDayNumber(p, day)) continue;
    if (within === 0 && left > p.dayWorkMs) {
      left -= p.dayWorkMs;
      continue;
    }
    for (const period of p.periods) {
      const start = Math.max(period.start, within);
      const free = period.end - start;
      if (free <= 0) continue;
      if (left <= free) return day * dayMs + start + left - p.offsetMs;
      left -= free;
    }
  }
  throw new Error('the work calendar has no work time left in ten years');
}

/** Work ms between two instants; 0 when `to` is not after `from`. */
export function workBetween(calendar: Calendar, from: number, to: number): number {
  if (to <= from) return 0;
  const p = prepare(calendar);
  const first = Math.floor((from + p.offsetMs) / dayMs);
  const last = Math.floor((to + p.offsetMs) / dayMs);
  let sum = 0;
  for (let day = first; day <= last; day++) {
    if (!isWorkDayNumber(p, day)) continue;
    const low = day === first ? from + p.offsetMs - day * dayMs : 0;
    const high = day === last ? to + p.offsetMs - day * dayMs : dayMs;
    for (const period of p.periods)
      sum += Math.max(0, Math.min(high, period.end) - Math.max(low, period.start));
  }
  return sum;
}

const runsInWorkTime = (limit: Limit): boolean => limit.unit === 'work-hour' || limit.unit === 'work-day';

/** The deadline of a limit that starts at `from`. A work day is the work time of one day, wherever it starts. */
export function dueAt(calendar: Calendar, from: number, limit: Limit): number {
  const p = prepare(calendar);
  if (limit.unit === 'day-end')
    return localMidnight(calendar, from) + Math.max(1, Math.ceil(limit.amount)) * dayMs;
  const spans = {
    'urgent-minute': minuteMs,
    'calendar-day': dayMs,
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
