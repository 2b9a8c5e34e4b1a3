import type { Figures } from '#shared/wire/http.ts';

type LeagueRow = Figures['league'][number];
/** Whole interval above or below the rate of all, or `level` when luck may explain the difference. */
export type Standing = 'above' | 'level' | 'below';

export interface LeagueLine {
  row: LeagueRow;
  /** By the rate alone, which is what the panel shows; equal rates share it. Null where nothing was due. */
  rank: number | null;
  standing: Standing;
  /** Places along the axis, 0 to 100; null where nothing was due. */
  low: number | null;
  high: number;
  dot: number;
}

/** The axis of the intervals: from just below the lowest of them, in steps of 5 %, to all. */
export function axisFrom(rows: readonly LeagueRow[]): number {
  const lowest = Math.min(1, ...rows.flatMap(({ low }) => (low === null ? [] : [low])));
  return Math.max(0, Math.floor(lowest * 20 - 0.2) / 20);
}

/** The rows of a league by their rate, the one with more due before another that kept as much, each with its interval along the axis and where it stands to the rate of all. */
export function leagueLines(rows: readonly LeagueRow[], all: number | null): LeagueLine[] {
  const from = axisFrom(rows);
  const at = (share: number): number => ((share - from) / (1 - from || 1)) * 100;
  const rated = rows.flatMap(({ onTimeClosing: { value } }) => (value === null ? [] : [value]));
  return rows
    .toSorted(
      ({ onTimeClosing: a }, { onTimeClosing: b }) =>
        (b.value ?? -1) - (a.value ?? -1) || b.denominator - a.denominator,
    )
    .map((row) => {
      const { low, high } = row;
      const { value } = row.onTimeClosing;
      if (low === null || high === null || value === null)
        return { row, rank: null, standing: 'level', low: null, high: 0, dot: 0 };
      const rank = 1 + rated.filter((other) => other > value).length;
      const standing = all === null ? 'level' : low > all ? 'above' : high < all ? 'below' : 'level';
      return { row, rank, standing, low: at(low), high: at(high), dot: at(value) };
    });
}
