import { describe, expect, it } from 'vitest';
import type { Calendar } from '#shared/clock/calendar.ts';
import { edgesAt, planShare, stateOf } from '#shared/indicator/bounds.ts';
import { dayOf, firstDay, stepBack, yearBack, type DayWindow } from '#shared/indicator/span.ts';
import { dayMs } from '#shared/kernel/span.ts';

const calendar: Calendar = { utcOffsetMinutes: 480, periods: [[480, 1020]], holidays: [], makeUpDays: [] };
const at = (text: string): number => Date.parse(`${text}+08:00`);
const local = (instant: number): string => new Date(instant + 480 * 60_000).toISOString().slice(0, 16);

describe('bounds', () => {
  it.each([
    [null, 0, 10, '-'],
    [11, 0, 10, '2'],
    [-1, 0, 10, '2'],
    [5, 0, 10, '0'],
    [9.5, 0, 10, '1'],
    [0, 0, 10, '0'],
    [2.5, 2, 10, '1'],
    [0, null, 0, '0'],
    [1, null, 0, '2'],
    [95, null, 100, '1'],
    [96, 95, null, '0'],
    [94, 95, null, '2'],
    [7, null, null, '0'],
  ] as const)('%s between %s and %s is %s', (value, low, high, state) => {
    expect(stateOf(value, { low, high })).toBe(state);
  });

  it('change with the season, over the turn of the year too', () => {
    const bounds = { high: 50, seasons: [{ from: '11-01', to: '02-28', high: 90 }] };
    const high = (day: string): number | null => edgesAt(bounds, calendar, at(`${day}T12:00`)).high;
    expect(['2026-10-31', '2026-11-01', '2027-01-15', '2027-02-28', '2027-03-01'].map(high)).toEqual([
      50, 90, 90, 90, 50,
    ]);
  });

  it('follow a plan by days', () => {
    expect(planShare('month', calendar, at('2026-11-15T08:00'))).toBe(0.5);
    expect(planShare('year', calendar, at('2026-12-31T23:59'))).toBe(1);
    const plan = { goal: 90, period: 'quarter' } as const;
    const { low } = edgesAt({ plan }, calendar, at('2026-11-15T00:00'));
    expect(low).toBeCloseTo((90 * 46) / 92, 9);
  });
});

describe('windows of days', () => {
  it.each([
    ['today', '2026-11-29'],
    ['7d', '2026-11-23'],
    ['month', '2026-11-01'],
    ['quarter', '2026-10-01'],
    ['year', '2026-01-01'],
  ] as const)('%s begins on %s', (over, first) => {
    // Half past midnight in China is the day before in UTC.
    expect(firstDay(over, calendar, at('2026-11-29T00:30'))).toBe(Date.parse(first) / dayMs);
    expect(dayOf(calendar, at('2026-11-29T00:30'))).toBe(Date.parse('2026-11-29') / dayMs);
  });

  it.each([
    [[null], '2026-03-30T09:00'],
    [['today', '7d'], '2026-03-24T09:00'],
    [['month'], '2026-02-28T09:00'],
    [['quarter'], '2025-12-31T09:00'],
    [['year'], '2025-03-31T09:00'],
  ] as [DayWindow[], string][])('%j is compared with %s', (overs, before) => {
    expect(local(stepBack(overs, calendar, at('2026-03-31T09:00')))).toBe(before);
  });

  it('a leap day is compared with the last of February', () => {
    expect(local(yearBack(calendar, at('2028-02-29T10:00')))).toBe('2027-02-28T10:00');
  });
});
