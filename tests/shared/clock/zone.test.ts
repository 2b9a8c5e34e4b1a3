import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Calendar } from '#shared/clock/calendar.ts';
import { addWork, dueAt, endOfDay, localMidnight, workBetween } from '#shared/clock/deadline.ts';
import { fitsZone, instantOf, isZone, localOf, offsetAt, zoneNameOf } from '#shared/clock/zone.ts';

const minute = 60_000;
const hour = 60 * minute;
const periods: Calendar['periods'] = [
  [480, 720],
  [780, 1020],
];
const calendarIn = (zone: string, utcOffsetMinutes: number, more: Partial<Calendar> = {}): Calendar => ({
  zone,
  utcOffsetMinutes,
  periods,
  holidays: [],
  makeUpDays: [],
  ...more,
});
const zones: [string, number][] = [
  ['America/New_York', -300],
  ['Europe/Berlin', 60],
  ['Australia/Lord_Howe', 630],
  ['America/St_Johns', -210],
  ['Africa/Casablanca', 60],
  ['Asia/Kathmandu', 345],
  ['Asia/Shanghai', 480],
];
const wall = (zone: string, at: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at);
const instant = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2029, 0) });

describe('time of a county', () => {
  test('08:15 and 4 work hours end at 13:15 of its clocks, summer and winter, and over a change of the clocks', () => {
    for (const [zone, offset] of zones)
      for (const date of ['2026-01-14', '2026-07-15', '2026-03-27', '2026-10-30']) {
        const calendar = calendarIn(zone, offset);
        const from = instantOf(calendar, Date.parse(`${date}T08:15:00Z`));
        const due = dueAt(calendar, from, { amount: 4, unit: 'work-hour' });
        expect(wall(zone, due), `${zone} ${date}`).toBe(`${date} 13:15`);
        // Four more work days: over the weekend of a change the clocks still say the same.
        const later = dueAt(calendar, from, { amount: 1, unit: 'work-day' });
        expect(wall(zone, later).slice(11)).toBe('08:15');
      }
  });

  test('work that is done while the clocks change is as long as it takes', () => {
    // Clocks of New York leap from 02:00 to 03:00 on 8 March 2026, and show 01:00 twice on 1 November.
    const night = { periods: [[60, 300]] as Calendar['periods'], makeUpDays: ['2026-03-08', '2026-11-01'] };
    const calendar = calendarIn('America/New_York', -300, night);
    const spring = instantOf(calendar, Date.parse('2026-03-08T01:00:00Z'));
    const autumn = instantOf(calendar, Date.parse('2026-11-01T01:00:00Z'));
    expect(workBetween(calendar, spring - hour, spring + 20 * hour)).toBe(3 * hour);
    expect(workBetween(calendar, autumn - hour, autumn + 20 * hour)).toBe(5 * hour);
    expect(addWork(calendar, spring, 2 * hour)).toBe(spring + 2 * hour);
    expect(wall('America/New_York', addWork(calendar, spring, 2 * hour))).toBe('2026-03-08 04:00');
    // From noon to noon is a calendar day, be it 23 hours long.
    const noon = instantOf(calendar, Date.parse('2026-03-07T12:00:00Z'));
    expect(dueAt(calendar, noon, { amount: 1, unit: 'calendar-day' }) - noon).toBe(23 * hour);
  });

  test('local time and instants are each other’s inverse wherever clocks show a time once; days begin at midnight', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, ([zone, offset], at) => {
        const calendar = calendarIn(zone, offset);
        const local = localOf(calendar, at);
        expect(
          new Date(Math.floor(local / minute) * minute).toISOString().slice(0, 16).replace('T', ' '),
        ).toBe(wall(zone, at));
        const again = instantOf(calendar, local);
        // The first of two: the other is as far behind as the clocks were set back.
        expect(again === at || offsetAt(calendar, again) > offsetAt(calendar, at)).toBe(true);
        const midnight = localMidnight(calendar, at);
        expect(midnight <= at && at - midnight < 26 * hour).toBe(true);
        const day = new Date(local).toISOString().slice(0, 10);
        expect(endOfDay(calendar, day) > at).toBe(true);
      }),
      { numRuns: 400, seed: 20261129 },
    );
  });

  test('a deadline in work hours agrees with counting minutes of the clocks, over changes of them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(
          Date.UTC(2026, 2, 6),
          Date.UTC(2026, 9, 23),
          Date.UTC(2026, 9, 30),
          Date.UTC(2026, 3, 3),
        ),
        fc.integer({ min: 0, max: 3 * 1440 }),
        fc.integer({ min: 1, max: 1200 }),
        ([zone, offset], start, after, minutes) => {
          const makeUpDays = ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01', '2026-04-05'];
          const calendar = calendarIn(zone, offset, { periods: [[30, 300], ...periods], makeUpDays });
          const from = start + after * minute;
          const due = addWork(calendar, from, minutes * minute);
          expect(workBetween(calendar, from, due)).toBe(minutes * minute);
          let left = minutes;
          let at = from;
          for (; left > 0; at += minute) if (works(calendar, zone, at)) left--;
          expect(due).toBe(at);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  }, 20_000);

  test('a county without a zone has the name of its offset, and an offset is held against its zone', () => {
    for (const offset of [480, 330, 0, -300, -210, 60]) {
      const calendar = { utcOffsetMinutes: offset };
      const name = zoneNameOf(calendar);
      expect(isZone(name) || name.includes(':'), name).toBe(true);
      if (isZone(name)) expect(offsetAt({ ...calendar, zone: name }, 0)).toBe(offset * minute);
    }
    expect(fitsZone({ utcOffsetMinutes: -300, zone: 'America/New_York' }, 2025)).toBe(true);
    expect(fitsZone({ utcOffsetMinutes: 480, zone: 'America/New_York' }, 2025)).toBe(false);
  });

  test('a zone is one that the data base knows', () => {
    expect([isZone('Asia/Shanghai'), isZone('Mars/Olympus'), isZone('')]).toEqual([true, false, false]);
  });
});

const names = new Map<string, Intl.DateTimeFormat>();
/** Whether a minute is worked, by what the clocks on the wall show. */
function works(calendar: Calendar, zone: string, at: number): boolean {
  let format = names.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    names.set(zone, format);
  }
  const [day = '', time = ''] = format.format(at).split(' ');
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  if ([0, 6].includes(weekday) && !calendar.makeUpDays.includes(day)) return false;
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const within = hours * 60 + minutes;
  return calendar.periods.some(([from, to]) => within >= from && within < to);
}
