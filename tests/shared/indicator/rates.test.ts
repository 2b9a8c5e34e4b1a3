import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leagueScore, percent, rankLeague, rateOf, wilson } from '#shared/indicator/rates.ts';

describe('rates as published bulletins print them', () => {
  const bulletins: [what: string, numerator: number, denominator: number, printed: string][] = [
    ['Zhengzhou 2019-04-08 filing', 51_229, 51_571, '99.34%'],
    ['Zhengzhou dispatch', 49_151, 51_229, '95.94%'],
    ['Zhengzhou closing', 43_523, 52_434, '83.01%'],
    ['Zhengzhou on-time closing', 40_394, 52_434, '77.04%'],
    ['Zhengzhou rework', 276, 52_434, '0.53%'],
    ['Zhengzhou extension', 104, 52_434, '0.20%'],
    ['Tianmen closing', 911, 972, '93.72%'],
    ['Tianmen on-time closing', 737, 972, '75.82%'],
    ["Huai'an closing", 13_599, 14_173, '95.95%'],
    ["Huai'an on-time closing", 13_117, 14_173, '92.55%'],
  ];
  it.each(bulletins)('%s: %d / %d', (_what, numerator, denominator, printed) => {
    expect(percent(rateOf(numerator, denominator))).toBe(printed);
  });

  // Bulletins that print shares of a total and not the counts: the nearest whole count prints the same digits.
  const shares: [what: string, total: number, printed: string, decimals: number][] = [
    ['Fuzhou 2022 Q2 closing', 277_924, '99.99%', 2],
    ['Fuzhou on-time closing', 277_924, '99.88%', 2],
    ['Fuzhou rework', 277_924, '0.11%', 2],
    ['Fuzhou extension', 277_924, '0.20%', 2],
    ['Tianmen found by patrols', 1_054, '95.7%', 1],
    ['Tianmen events', 1_054, '97.5%', 1],
    ['Tianmen fixed assets', 1_054, '2.5%', 1],
  ];
  it.each(shares)('%s of %d is %s', (_what, total, printed, decimals) => {
    const count = Math.round((total * Number.parseFloat(printed)) / 100);
    expect(percent(rateOf(count, total), decimals)).toBe(printed);
  });

  it('says nothing without a denominator', () => {
    expect(rateOf(0, 0).value).toBeNull();
    expect(percent(rateOf(0, 0))).toBeNull();
  });

  it('rounds half up where a binary fraction would not', () => {
    expect(percent(rateOf(1005, 100_000), 2)).toBe('1.01%');
    expect(percent(rateOf(1, 8), 1)).toBe('12.5%');
    expect(percent(rateOf(1, 1))).toBe('100.00%');
  });
});

describe('Wilson interval', () => {
  it('equals the textbook values', () => {
    // Newcombe (1998), Statistics in Medicine 17, table I: 81/263, 15/148, 0/20, 1/29
    const known: [number, number, number, number][] = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ];
    for (const [numerator, denominator, low, high] of known) {
      const interval = wilson(rateOf(numerator, denominator));
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });

  it('holds the share, stays in [0, 1] and narrows with the denominator', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const rate = rateOf(Math.round(n * share), n);
          const { low, high } = wilson(rate);
          const wide = wilson(rateOf(rate.numerator, n));
          const narrow = wilson(rateOf(rate.numerator * 10, n * 10));
          const value = rate.value ?? -1;
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(value + 1e-12);
          expect(high).toBeGreaterThanOrEqual(value - 1e-12);
          expect((narrow.high ?? 1) - (narrow.low ?? 0)).toBeLessThan((wide.high ?? 1) - (wide.low ?? 0));
        },
      ),
    );
  });
});

describe('league', () => {
  const weights = { onTime: 40, closing: 25, rework: 20, satisfaction: 15 };
  const good = {
    onTimeClosing: rateOf(90, 100),
    closing: rateOf(96, 100),
    rework: rateOf(5, 100),
    satisfaction: rateOf(18, 20),
  };

  it('weighs on time, closing, absence of rework and satisfaction', () => {
    expect(leagueScore(weights, good)).toBeCloseTo(0.9 * 40 + 0.96 * 25 + 0.95 * 20 + 0.9 * 15, 10);
  });

  it('lets the others carry the weight of what nobody rated', () => {
    const score = leagueScore(weights, { ...good, satisfaction: rateOf(0, 0) });
    expect(score).toBeCloseTo((100 * (0.9 * 40 + 0.96 * 25 + 0.95 * 20)) / 85, 10);
  });

  it('has no score when nothing was due', () => {
    expect(leagueScore(weights, { ...good, onTimeClosing: rateOf(0, 0) })).toBeNull();
  });

  it('shares a rank between equals and puts those without a score last', () => {
    const ranked = rankLeague([
      { key: 'c', score: null },
      { key: 'b', score: 90 },
      { key: 'a', score: 90 },
      { key: 'd', score: 95 },
      { key: 'e', score: 80 },
    ]);
    expect(ranked.map(({ key, rank }) => [key, rank])).toEqual([
      ['d', 1],
      ['a', 2],
      ['b', 2],
      ['e', 4],
      ['c', 5],
    ]);
  });
});
