import { expect, test } from 'vitest';
import { calendarGap } from '#shared/clock/calendar-gap.ts';
import type { Calendar } from '#shared/clock/calendar.ts';

const calendar = (holidays: string[], makeUpDays: string[]): Calendar => ({
  utcOffsetMinutes: 480,
  periods: [[510, 690]],
  holidays,
  makeUpDays,
});
const whole = ['2026-01-01', '2027-01-01'];

test.each([
  ['2026-09-30T15:59:59Z', calendar(['2026-01-01'], ['2026-02-14']), null],
  ['2026-09-30T16:00:00Z', calendar(['2026-01-01'], ['2026-02-14']), { year: 2027, lacks: 'holidays' }],
  ['2026-11-29T00:00:00Z', calendar(whole, ['2026-02-14']), { year: 2027, lacks: 'make-up-days' }],
  ['2026-11-29T00:00:00Z', calendar(whole, ['2026-02-14', '2027-02-07']), null],
  // Where nobody makes up for days off, nothing is missed.
  ['2026-11-29T00:00:00Z', calendar(whole, []), null],
  ['2027-03-01T00:00:00Z', calendar(['2026-01-01'], []), { year: 2027, lacks: 'holidays' }],
  ['2026-11-29T00:00:00Z', calendar([], []), null],
])('at %s', (at, known, gap) => expect(calendarGap(known, Date.parse(at))).toEqual(gap));
