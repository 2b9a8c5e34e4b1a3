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

/** What of a league stands in a list: the first of it, what is left out between, and the last. */
export interface FittingLines {
  first: readonly LeagueLine[];
  left: readonly LeagueLine[];
  last: readonly LeagueLine[];
}

/**
 * The lines for a list that holds `room` of them, one of which tells of those left out. Whoever is last is looked for and never left
 * out: of an odd number the end has one more than the head. Who had nothing due has no rank and gives way before anybody else.
 */
export function fittingLines(lines: readonly LeagueLine[], room: number): FittingLines {
  if (lines.length <= room) return { first: lines, left: [], last: [] };
  const kept = Math.max(2, room - 1);
  const ranked = lines.filter(({ rank }) => rank !== null);
  if (ranked.length <= kept) return { first: lines.slice(0, kept), left: lines.slice(kept), last: [] };
  const head = Math.floor(kept / 2);
  const tail = ranked.length - (kept - head);
  const unranked = lines.filter(({ rank }) => rank === null);
  return {
    first: ranked.slice(0, head),
    left: [...ranked.slice(head, tail), ...unranked],
    last: ranked.slice(tail),
  };
}
