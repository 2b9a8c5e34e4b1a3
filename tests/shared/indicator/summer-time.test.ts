import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calendar } from '#shared/clock/calendar.ts';
import { dayStart, localDay, localHour, monthStart, steadyOffset } from '#shared/clock/zone.ts';
import { firstDay, pointStart } from '#shared/indicator/span.ts';
import { ownWindows, windowsOf } from '#shared/indicator/window.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { coverOf } from '../../../server/storage/figures/figure-cover.ts';

/** Days, weeks and months of zones whose clocks change, against a walk through what Intl shows at each quarter of an hour. */
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
];
const calendarIn = (zone: string): Calendar => ({
  ...{ zone, utcOffsetMinutes: 0, periods: [[480, 1020]], holidays: [], makeUpDays: [] },
});
const formats = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);
const wall = (zone: string, at: number): string => formats.get(zone)?.format(at) ?? '';
const date = (zone: string, at: number): string => wall(zone, at).slice(0, 10);
const quarter = 15 * minuteMs;
/** The first quarter of an hour of the day that holds an instant. */
function dayBegins(zone: string, at: number): number {
  const day = date(zone, at);
  let from = Math.floor(at / quarter) * quarter;
  while (date(zone, from - hourMs) === day) from -= hourMs;
  while (date(zone, from - quarter) === day) from -= quarter;
  return from;
}
/** Back day by day to one that fits. */
function backTo(zone: string, at: number, fits: (day: string) => boolean): number {
  let from = dayBegins(zone, at);
  while (!fits(date(zone, from))) from = dayBegins(zone, from - 1);
  return from;
}
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
/** Mostly near the days on which clocks change. */
const changes = [
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-09-06',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
];
const near = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * dayMs, max: 9 * dayMs }))
  .map(([day, by]) => Date.parse(`${day}T00:00:00Z`) + by);
const cases = (holds: (zone: string, at: number) => void): void =>
  fc.assert(fc.property(fc.constantFrom(...zones), near, holds), { numRuns: 50 });

describe('in a zone with summer time', () => {
  it('day, week, month and year begin where the clock on the wall says so', () =>
    cases((zone, now) => {
      const calendar = calendarIn(zone);
      const from = (kind: 'today' | 'week' | 'month'): number => windowsOf(kind, calendar, now).now.from;
      const today = dayBegins(zone, now);
      expect(from('today')).toBe(today);
      expect(from('week')).toBe(backTo(zone, now, (day) => weekday(day) === 1));
      expect(from('month')).toBe(backTo(zone, now, (day) => day.endsWith('-01')));
      expect(dayStart(calendar, localDay(calendar, now))).toBe(today);
      expect(dayStart(calendar, firstDay('7d', calendar, now))).toBe(
        Array.from({ length: 6 }).reduce<number>((at) => dayBegins(zone, at - 1), today),
      );
      expect(pointStart('d', calendar, now)).toBe(today);
    }));

  it('what it is compared with is as far by the clock: yesterday until the same time of day, a week by its days', () =>
    cases((zone, now) => {
      const calendar = calendarIn(zone);
      const { before } = windowsOf('today', calendar, now);
      expect(before.from).toBe(dayBegins(zone, dayBegins(zone, now) - 1));
      // A time that the clocks leap over, or show twice, is told by the hours beside it.
      const [a, b] = [wall(zone, now), wall(zone, before.to)].map((text) => text.slice(11));
      const isOdd = date(zone, now - 3 * hourMs) !== date(zone, now) || a === b;
      if (!isOdd)
        expect(Math.abs(Date.parse(`1970-01-01T${a}Z`) - Date.parse(`1970-01-01T${b}Z`))).toBeLessThanOrEqual(
          hourMs,
        );
      const to = dayBegins(zone, now);
      const from = Array.from({ length: 7 }).reduce<number>((at) => dayBegins(zone, at - 1), to);
      const earlier = Array.from({ length: 7 }).reduce<number>((at) => dayBegins(zone, at - 1), from);
      expect(ownWindows({ from, to }, calendar).before).toEqual({ from: earlier, to: from });
    }));

  it('months, days and what is left of a window lie end to end, and each begins at its midnight', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        near,
        fc.integer({ min: 1, max: 100 * dayMs }),
        (zone, from, long) => {
          const calendar = calendarIn(zone);
          const cover = coverOf({ from, to: from + long }, calendar, { months: true, days: true });
          const pieces = [
            ...cover.rest.map((one): [number, number] => [one.from, one.to]),
            ...cover.days.map(([a, b]): [number, number] => [dayStart(calendar, a), dayStart(calendar, b)]),
            ...[cover.months].map(([a, b]): [number, number] => [
              monthStart(calendar, a),
              monthStart(calendar, b),
            ]),
          ]
            .filter(([a, b]) => a < b)
            .toSorted(([a], [b]) => a - b);
          expect(pieces[0]?.[0]).toBe(from);
          expect(pieces.at(-1)?.[1]).toBe(from + long);
          pieces.slice(1).forEach(([begins], i) => expect(begins).toBe(pieces[i]?.[1]));
          for (const [a, b] of cover.days)
            for (let day = a; day < b; day++)
              expect(dayStart(calendar, day)).toBe(dayBegins(zone, dayStart(calendar, day)));
          // What is left of either end is less than a day; where no day is whole, both ends are one piece.
          const most = pieces.length === cover.rest.length ? 50 * hourMs : 25 * hourMs;
          for (const one of cover.rest) expect(one.to - one.from).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 50 },
    ));

  it('a day has as many hours as pass, 23 or 25 where clocks change, and each belongs to it', () => {
    const hoursOf = (zone: string, day: string): number[] => {
      const calendar = calendarIn(zone);
      const number = Date.parse(`${day}T00:00:00Z`) / dayMs;
      const [from, to] = [dayStart(calendar, number), dayStart(calendar, number + 1)];
      const starts = new Set<number>();
      for (let at = from; at < to; at += quarter) {
        starts.add(pointStart('h', calendar, at));
        expect(Math.floor(localHour(calendar, at) / 24)).toBe(number);
      }
      return [...starts];
    };
    expect(hoursOf('Europe/Berlin', '2026-03-29')).toHaveLength(23);
    expect(hoursOf('Europe/Berlin', '2026-10-25')).toHaveLength(25);
    expect(hoursOf('America/New_York', '2026-11-01')).toHaveLength(25);
    expect(hoursOf('America/Santiago', '2026-09-06')).toHaveLength(23);
    expect(hoursOf('Europe/Berlin', '2026-10-26')).toHaveLength(24);
  });

  it('a zone whose clocks stand still costs no look, and one whose clocks change has no offset of its own', () => {
    expect(
      ['Asia/Shanghai', 'Asia/Kolkata', 'Europe/Berlin', 'Africa/Casablanca'].map((zone) =>
        steadyOffset({ utcOffsetMinutes: 0, zone }),
      ),
    ).toEqual([8 * hourMs, 5.5 * hourMs, null, null]);
  });
});
