import type { Rate } from '#shared/indicator/rate.ts';
import type { Figures } from '#shared/wire/http.ts';

export const rate = (numerator: number, denominator: number): Rate => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
});

const rates = (onTime: Rate, rework: Rate): Figures['rates'] => ({
  filing: rate(990, 1000),
  dispatch: rate(960, 990),
  closing: rate(930, 1000),
  onTimeClosing: onTime,
  onTimeHandling: rate(940, 1000),
  rework,
  extension: rate(2, 1000),
  grassRoots: rate(913, 1000),
  satisfaction: rate(0, 0),
  centreRating: rate(0, 0),
});

/** Figures of a month with nothing kept of the year before. */
export function someFigures(over: Partial<Figures> = {}): Figures {
  return {
    window: { from: Date.UTC(2026, 9, 31, 16), to: Date.UTC(2026, 10, 22, 7, 42) },
    seq: 1284551,
    since: Date.UTC(2026, 8, 22, 16),
    counts: { family: 'incident', procedure: null, procedures: ['standard'] },
    reported: 12406,
    closed: 11532,
    carried: 32,
    open: 874,
    overdue: 61,
    rates: rates(rate(11204, 11646), rate(210, 11646)),
    before: {
      window: { from: Date.UTC(2026, 8, 30, 16), to: Date.UTC(2026, 9, 22, 7, 42) },
      reported: 12033,
      closed: 11000,
      rates: rates(rate(954, 1000), rate(13, 1000)),
    },
    yearBefore: null,
    durations: {
      mean: 6.4 * 3_600_000,
      median: 2.1 * 3_600_000,
      p90: 19.7 * 3_600_000,
      count: 11532,
      error: 0,
    },
    trend: [],
    flow: [{ node: 'filed', reached: 12031 }],
    league: [],
    density: {},
    decide: [],
    families: [],
    ...over,
  };
}
