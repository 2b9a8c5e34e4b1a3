import { describe, expect, it } from 'vitest';
import { wilson } from '#shared/indicator/rates.ts';
import { calendarDays, weeksBefore } from '../../../client/apps/wall/panels/calendar-days.ts';
import { fittingLines, leagueLines } from '../../../client/apps/wall/panels/league-rows.ts';
import { yearAxis } from '../../../client/apps/wall/panels/year-axis.ts';
import { rate, someFigures } from '../lead/figures.ts';
import { isLastTold } from '../../../client/apps/wall/frame/use-month.ts';

const time = { utcOffsetMinutes: 480 };
const at = (local: string): number => Date.parse(`${local}+08:00`);

describe('the calendar of the wall', () => {
  it('begins with a Monday, so many weeks ago, also when a quarter has only begun', () => {
    // A Friday.
    expect(weeksBefore(time, at('2027-01-01T09:00:00'), 13)).toBe(at('2026-10-05T00:00:00'));
    expect(weeksBefore(time, at('2027-01-03T23:59:00'), 13)).toBe(at('2026-10-05T00:00:00'));
    expect(weeksBefore(time, at('2027-01-04T00:00:00'), 13)).toBe(at('2026-10-12T00:00:00'));
  });
  it('lays the days of those weeks in as many columns, each on its weekday', () => {
    const from = weeksBefore(time, at('2027-01-01T09:00:00'), 13);
    const trend = Array.from({ length: 89 }, (_, i) => ({
      ...point,
      at: from + i * 86_400_000,
      onTimeClosing: rate(9, 10),
    }));
    const days = calendarDays(trend, 0.95, time);
    expect([days[0]?.week, days[0]?.weekday]).toEqual([0, 0]);
    expect([days.at(-1)?.week, days.at(-1)?.weekday]).toEqual([12, 4]);
  });
});

const point = { at: 0, reported: 0, closed: 0, grassRoots: rate(0, 0), rework: rate(0, 0), meanMs: null };

describe('the league of the wall', () => {
  /** Rows in the order of their whole score, which the panel does not show. */
  const rows = [
    [99, 100],
    [98, 100],
    [50, 50],
    [0, 0],
    [200, 200],
  ].map(([onTime = 0, due = 0], i) => ({
    unit: `u${i}`,
    name: `u${i}`,
    grid: `g${i}`,
    rank: i + 1,
    rankBefore: null,
    score: 90 - i,
    ...wilson(rate(onTime, due)),
    onTimeClosing: rate(onTime, due),
    closing: rate(onTime, due),
    rework: rate(0, due),
    satisfaction: rate(0, 0),
    open: 0,
  }));
  it('ranks by the rate that it shows: the same rate the same rank, none without anything due', () => {
    expect(leagueLines(rows, 0.99).map(({ row, rank }) => [row.unit, rank])).toEqual([
      ['u4', 1],
      ['u2', 1],
      ['u0', 3],
      ['u1', 4],
      ['u3', null],
    ]);
  });
  it.each([
    [5, ['u4', 'u2', 'u0', 'u1', 'u3'], [], []],
    // Whoever had nothing due gives way first, and the last of the ranked stand.
    [4, ['u4'], ['u2', 'u3'], ['u0', 'u1']],
    [3, ['u4'], ['u2', 'u0', 'u3'], ['u1']],
    [0, ['u4'], ['u2', 'u0', 'u3'], ['u1']],
  ])(
    'in a list that holds %i lines the last stand, and what is left out is told',
    (room, first, left, last) => {
      const fit = fittingLines(leagueLines(rows, 0.99), room);
      expect([fit.first, fit.left, fit.last].map((lines) => lines.map(({ row }) => row.unit))).toEqual([
        first,
        left,
        last,
      ]);
    },
  );
});

describe('the year’s tasks along a time', () => {
  const axis = yearAxis(
    [{ from: at('2026-11-09T10:00:00'), to: at('2027-01-18T12:00:00') }],
    at('2026-12-01T08:00:00'),
    time,
  );
  it('holds whole months around all of them', () => {
    expect(axis.months.map((month) => month.at)).toEqual([
      at('2026-11-01T00:00:00'),
      at('2026-12-01T00:00:00'),
      at('2027-01-01T00:00:00'),
    ]);
    expect(axis.left(at('2026-11-01T00:00:00'))).toBe(0);
    expect(axis.left(at('2027-02-01T00:00:00'))).toBe(100);
    expect(axis.left(at('2026-12-17T00:00:00'))).toBeCloseTo(50, 0);
  });
  it('names no more months than stand beside each other', () => {
    const long = yearAxis(
      [{ from: at('2026-01-05T00:00:00'), to: at('2027-12-20T00:00:00') }],
      at('2026-12-01T00:00:00'),
      time,
    );
    expect(long.months.length).toBeLessThanOrEqual(7);
  });
});

describe('the month that the wall tells of', () => {
  const none = someFigures({ reported: 0, rates: { ...someFigures().rates, onTimeClosing: rate(0, 0) } });
  const refusal = { code: 'too-busy' } as never;
  it.each([
    ['the running one, once it has some days', false, { answer: someFigures(), refusal: null }, false],
    ['the whole one before in the first days', true, { answer: someFigures(), refusal: null }, true],
    ['nothing until that has come', true, { answer: null, refusal: null }, true],
    ['the running one where that was refused', true, { answer: null, refusal }, false],
    ['the running one of a county that has no other', true, { answer: none, refusal: null }, false],
  ])('is %s', (_, isYoung, last, is) => expect(isLastTold(isYoung, last)).toBe(is));
});
