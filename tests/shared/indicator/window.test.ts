import { describe, expect, it } from 'vitest';
import { isYoungMonth, windowsOf } from '#shared/indicator/window.ts';

const calendar = {
  utcOffsetMinutes: 480,
  periods: [[510, 690]] as [number, number][],
  holidays: [],
  makeUpDays: [],
};
const at = (iso: string): number => Date.parse(iso);

it.each([
  ['2026-12-01T00:00:00+08:00', true],
  ['2026-12-05T23:59:59+08:00', true],
  ['2026-12-06T00:00:00+08:00', false],
  ['2026-11-30T23:59:59+08:00', false],
])('a month at %s is young by the days of the county: %s', (now, is) =>
  expect(isYoungMonth(calendar, at(now))).toBe(is),
);

describe('windows of local time', () => {
  // Sunday
  const now = at('2026-11-22T15:42:09+08:00');

  it('today runs from local midnight, against yesterday up to the same time', () => {
    const windows = windowsOf('today', calendar, now);
    expect(windows.now).toEqual({ from: at('2026-11-22T00:00:00+08:00'), to: now });
    expect(windows.before).toEqual({
      from: at('2026-11-21T00:00:00+08:00'),
      to: at('2026-11-21T15:42:09+08:00'),
    });
    expect(windows.stepMs).toBe(3_600_000);
  });

  it('a week begins on Monday', () => {
    expect(windowsOf('week', calendar, now).now.from).toBe(at('2026-11-16T00:00:00+08:00'));
    expect(windowsOf('week', calendar, at('2026-11-16T00:00:00+08:00')).now.from).toBe(
      at('2026-11-16T00:00:00+08:00'),
    );
  });

  it('a month is set against as many days of the one before, and of last year', () => {
    const windows = windowsOf('month', calendar, now);
    expect(windows.now.from).toBe(at('2026-11-01T00:00:00+08:00'));
    expect(windows.before).toEqual({
      from: at('2026-10-01T00:00:00+08:00'),
      to: at('2026-10-22T15:42:09+08:00'),
    });
    expect(windows.yearBefore).toEqual({
      from: at('2025-11-01T00:00:00+08:00'),
      to: at('2025-11-22T15:42:09+08:00'),
    });
  });

  it('the window before never runs into this one', () => {
    const windows = windowsOf('month', calendar, at('2026-03-31T12:00:00+08:00'));
    expect(windows.before).toEqual({
      from: at('2026-02-01T00:00:00+08:00'),
      to: at('2026-03-01T00:00:00+08:00'),
    });
  });

  it('a year begins on 1 January, also just after local midnight', () => {
    const windows = windowsOf('year', calendar, at('2027-01-01T00:00:01+08:00'));
    expect(windows.now.from).toBe(at('2027-01-01T00:00:00+08:00'));
    expect(windows.before.from).toBe(at('2026-01-01T00:00:00+08:00'));
  });
});
