import { dayMs, hourMs, minuteMs } from '../kernel/span.ts';
import type { Calendar } from './calendar.ts';

export type Zoned = Pick<Calendar, 'utcOffsetMinutes' | 'zone'>;

/** Of a calendar what says its time: what sums are held under. */
export const timeOf = ({ utcOffsetMinutes, zone }: Zoned): Zoned => ({
  utcOffsetMinutes,
  ...(zone !== undefined && { zone }),
});

/** Names of zones by the IANA data base that this machine knows. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatterOf(zone: string): Intl.DateTimeFormat {
  let made = formatters.get(zone);
  if (!made) {
    const number = 'numeric' as const;
    made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: number,
      month: number,
      day: number,
      hour: number,
      minute: number,
      second: number,
    });
    formatters.set(zone, made);
  }
  return made;
}

function readOffset(zone: string, at: number): number {
  const told = new Map(
    formatterOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => told.get(type) ?? 0;
  const days = Date.UTC(part('year'), part('month') - 1, part('day'));
  const local = days + part('hour') * hourMs + part('minute') * minuteMs + part('second') * 1000;
  return local - Math.floor(at / 1000) * 1000;
}

/** A UTC day of a zone: its offsets, ms, and the instant at which the second one begins. */
interface DayOfZone {
  begins: number;
  ends: number;
  changesAt: number;
}
/** Asking the data base costs a thousand times as much as looking here. */
const known = new Map<string, Map<number, DayOfZone>>();
const mostKnown = 20_000;
function dayOf(zone: string, day: number): DayOfZone {
  let days = known.get(zone);
  if (!days) known.set(zone, (days = new Map()));
  let found = days.get(day);
  if (!found) {
    if (days.size >= mostKnown) days.clear();
    days.set(day, (found = readDay(zone, day * dayMs)));
  }
  return found;
}
/** No zone changes its clocks twice within a day. */
function readDay(zone: string, start: number): DayOfZone {
  const [begins, ends] = [readOffset(zone, start), readOffset(zone, start + dayMs)];
  let [before, changesAt] = [start, start + dayMs];
  if (begins !== ends)
    while (changesAt - before > 1) {
      const middle = Math.floor((before + changesAt) / 2);
      if (readOffset(zone, middle) === begins) before = middle;
      else changesAt = middle;
    }
  return { begins, ends, changesAt };
}

/** From here on a zone is looked through for changes of its clocks, and as far as anything is planned. */
const steadySince = Date.UTC(2000, 0, 1);
const steadyUntil = Date.UTC(2045, 0, 1);
const steady = new Map<string, number | null>();
/** The offset of a time whose clocks never change, ms; null: they do, or did since 2000. */
export function steadyOffset({ utcOffsetMinutes, zone }: Zoned): number | null {
  if (zone === undefined) return utcOffsetMinutes * minuteMs;
  let offset = steady.get(zone);
  if (offset === undefined) {
    offset = readOffset(zone, steadySince);
    // Some zones stand apart for a month alone.
    for (let at = steadySince; at < steadyUntil && offset !== null; at += 10 * dayMs)
      if (readOffset(zone, at) !== offset) offset = null;
    steady.set(zone, offset);
  }
  return offset;
}

/** How far local time is before UTC at an instant, ms; with summer time where the county's zone has it. */
export function offsetAt({ utcOffsetMinutes, zone }: Zoned, at: number): number {
  if (zone === undefined) return utcOffsetMinutes * minuteMs;
  const always = steadyOffset({ utcOffsetMinutes, zone });
  if (always !== null) return always;
  const { begins, ends, changesAt } = dayOf(zone, Math.floor(at / dayMs));
  return at < changesAt ? begins : ends;
}

/** Local time of an instant, as ms since 1970 of a clock on the wall. */
export const localOf = (calendar: Zoned, at: number): number => at + offsetAt(calendar, at);

/**
 * The instant at which a clock on the wall shows this local time. A time that the clocks leap over is the instant of the leap later by
 * as much; of one that they show twice it is the first.
 */
export function instantOf(calendar: Zoned, local: number): number {
  if (calendar.zone === undefined) return local - calendar.utcOffsetMinutes * minuteMs;
  const [before, after] = [offsetAt(calendar, local - 15 * hourMs), offsetAt(calendar, local + 15 * hourMs)];
  const first = local - before;
  if (before === after || offsetAt(calendar, first) === before) return first;
  const second = local - after;
  return offsetAt(calendar, second) === after ? second : first;
}

/** The local day of an instant, counted from 1970. */
export const localDay = (calendar: Zoned, at: number): number => Math.floor(localOf(calendar, at) / dayMs);
/** The instant at which a local day begins: its midnight, or when the clocks leap over that. */
export const dayStart = (calendar: Zoned, day: number): number => instantOf(calendar, day * dayMs);
/** The instant at which a month of local time begins; months are counted from year 0. */
export const monthStart = (calendar: Zoned, month: number): number =>
  instantOf(calendar, Date.UTC(Math.floor(month / 12), month % 12, 1));
/** The hour of the clock on the wall, counted from 1970: one that it shows twice is one hour. */
export const localHour = (calendar: Zoned, at: number): number => Math.floor(localOf(calendar, at) / hourMs);
export const hourStart = (calendar: Zoned, hour: number): number => instantOf(calendar, hour * hourMs);
/** The month of local time that holds an instant. */
export function localMonth(calendar: Zoned, at: number): number {
  const local = new Date(localOf(calendar, at));
  return local.getUTCFullYear() * 12 + local.getUTCMonth();
}

/** The name under which formatters know a county's time. Without a zone it is the one that has the same offset all year. */
export function zoneNameOf({ utcOffsetMinutes, zone }: Zoned): string {
  if (zone !== undefined) return zone;
  if (utcOffsetMinutes === 480) return 'Asia/Shanghai';
  const hours = Math.abs(utcOffsetMinutes / 60);
  if (Number.isInteger(hours)) return `Etc/GMT${utcOffsetMinutes < 0 ? '+' : '-'}${hours}`;
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  const minutes = Math.abs(utcOffsetMinutes);
  return `${utcOffsetMinutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** Whether the offset of a calendar is the one that its zone has in winter or in summer of a year. */
export function fitsZone(calendar: Zoned, year: number): boolean {
  return [0, 6].some(
    (month) => offsetAt(calendar, Date.UTC(year, month, 15)) === calendar.utcOffsetMinutes * minuteMs,
  );
}
