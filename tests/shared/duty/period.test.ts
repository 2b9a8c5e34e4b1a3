import { describe, expect, it } from 'vitest';
import { endOfPeriod, localDate, periodOf, periodText, slotsOf } from '#shared/duty/period.ts';
import { rhythms } from '#shared/pack/duty.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { calendar, monday9 } from '../../support/incident-world.ts';

describe('periods of task lists', () => {
  it.each(rhythms)('of every slot of %s follow each other without a gap over two years', (rhythm) => {
    for (const slot of new Set([0, slotsOf[rhythm] - 1])) {
      let { begin, end } = periodOf(rhythm, slot, calendar, monday9);
      for (let at = monday9; at < monday9 + 730 * dayMs; at += 7 * hourMs) {
        const period = periodOf(rhythm, slot, calendar, at);
        expect(period.begin <= at && at < period.end).toBe(true);
        if (period.begin !== begin) expect(period.begin).toBe(end);
        ({ begin, end } = period);
      }
    }
  });

  it('are written with their first and last day, and the end is read back', () => {
    for (const rhythm of rhythms) {
      const period = periodOf(rhythm, 0, calendar, monday9);
      expect(endOfPeriod(calendar, periodText(calendar, period))).toBe(period.end);
    }
    expect(endOfPeriod(calendar, 'this week')).toBe(null);
  });

  it('begin on the weekday of their slot', () => {
    const begins = [0, 1, 4].map((slot) => periodOf('weekly', slot, calendar, monday9).begin);
    const days = begins.map((at) => new Date(`${localDate(calendar, at)}T00:00:00Z`).getUTCDay());
    expect(days).toEqual([1, 2, 5]);
  });
});
