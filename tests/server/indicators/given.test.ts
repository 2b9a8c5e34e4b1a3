import { describe, expect, it } from 'vitest';
import type { Calendar } from '#shared/clock/calendar.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Series } from '#shared/pack/indicator.ts';
import { makeGiven } from '../../../server/indicators/given.ts';
import { periodStart, valueOfSeries, valuesDue } from '../../../server/simulator/series.ts';
import { testPack } from '../../support/county.ts';

const calendar: Calendar = { utcOffsetMinutes: 480, periods: [[480, 1020]], holidays: [], makeUpDays: [] };
const at = (text: string): number => Date.parse(`${text}T00:00+08:00`);
const series = (cadence: Series['cadence'], id = 'x'): Series => ({
  id,
  name: { zh: id, en: id },
  measure: '亿元',
  decimals: 2,
  cadence,
  owner: 'centre',
  system: { zh: '系统', en: 'system' },
  range: [0, 1_000],
  demo: { usual: 100, swing: 0, grows: 0.1 },
});

describe('what other systems report', () => {
  it('has a newest value until three periods are missed, and grows against the same period a year before', () => {
    const given = makeGiven([series('month')], calendar);
    given.put('x', at('2026-10-01'), 121);
    given.put('x', at('2025-10-01'), 100);
    given.put('x', at('2026-09-01'), 119);
    expect(given.value('given', 'x', null, at('2026-11-20'))).toBe(121);
    expect(given.value('growth', 'x', null, at('2026-11-20'))).toBeCloseTo(21, 9);
    expect(given.value('total', 'x', 'year', at('2026-11-20'))).toBe(240);
    expect(given.value('given', 'x', null, at('2026-10-01') + 94 * dayMs)).toBeNull();
    given.put('x', at('2026-10-01'), 122);
    expect(given.last('x', at('2026-11-20'))).toEqual({ at: at('2026-10-01'), value: 122 });
    expect(given.value('given', 'y', null, at('2026-11-20'))).toBeNull();
  });

  it.each([
    ['day', '2026-11-29'],
    ['week', '2026-11-23'],
    ['month', '2026-11-01'],
    ['quarter', '2026-10-01'],
    ['year', '2026-01-01'],
  ] as const)('a %s of a pretend system begins on %s', (cadence, start) => {
    expect(periodStart(cadence, at('2026-11-29') + 1, 480 * 60_000)).toBe(at(start));
  });

  it('a pretend system tells the past once and then each period that ends', () => {
    const plan = { pack: testPack(), seed: 7 };
    const now = at('2026-11-29') + dayMs / 2;
    const first = valuesDue(series('month'), plan, null, now);
    expect([first.length, first[0]?.at, first.at(-1)?.at]).toEqual([26, at('2026-10-01'), at('2024-09-01')]);
    expect(valuesDue(series('month'), plan, now - dayMs, now)).toEqual([]);
    expect(valuesDue(series('month'), plan, now, at('2026-12-01')).map((one) => one.at)).toEqual([
      at('2026-11-01'),
    ]);
    const grown = must(valueOfSeries(series('year'), at('2027-01-01'), 7), 'value');
    expect(grown / must(valueOfSeries(series('year'), at('2026-01-01'), 7), 'value')).toBeCloseTo(1.1, 2);
  });
});
