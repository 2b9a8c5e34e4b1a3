import type { Figures, PackDigest } from '#shared/wire/http.ts';
import type { Scores } from '#shared/wire/supervision.ts';

export type LeagueRow = Figures['league'][number];

/** The axis of the intervals: from just below the lowest of them, in steps of 5 %, to all. */
export function intervalAxis(rows: readonly LeagueRow[]): { from: number; to: number } {
  const lowest = Math.min(1, ...rows.flatMap(({ low }) => (low === null ? [] : [low])));
  return { from: Math.max(0, Math.floor(lowest * 20 - 0.2) / 20), to: 1 };
}

/** Places along the axis in percent of its length; null where nothing was due. */
export function intervalOf(
  row: LeagueRow,
  axis: { from: number; to: number },
): { left: number; width: number; dot: number } | null {
  const { low, high } = row;
  const { value } = row.onTimeClosing;
  if (low === null || high === null || value === null) return null;
  const at = (share: number): number => ((share - axis.from) / (axis.to - axis.from || 1)) * 100;
  return { left: at(low), width: at(high) - at(low), dot: at(value) };
}

/** How many places a unit rose (+) or fell (−) since the period before; null when it had no rank then. */
export function rankChange(row: Pick<LeagueRow, 'rank' | 'rankBefore'>): number | null {
  return row.rankBefore === null ? null : row.rankBefore - row.rank;
}

/** How a unit stands to all: its whole interval above or below the rate of all, or `level` when luck may explain it. */
export type Standing = 'above' | 'level' | 'below';

export function standingOf({ low, high }: Pick<LeagueRow, 'low' | 'high'>, all: number | null): Standing {
  if (all === null || low === null || high === null) return 'level';
  return low > all ? 'above' : high < all ? 'below' : 'level';
}

/**
 * Ranks that the intervals cannot tell apart, by unit: `first`–`last`. A group begins with a unit and holds all that follow
 * whose interval reaches up to its own; a unit without a score stands alone and has none.
 */
export function rankGroups(rows: readonly LeagueRow[]): ReadonlyMap<string, { first: number; last: number }> {
  const groups = new Map<string, { first: number; last: number }>();
  let open: { leader: LeagueRow; group: { first: number; last: number } } | null = null;
  for (const row of rows.toSorted((a, b) => a.rank - b.rank)) {
    if (row.score === null) continue;
    if (!open || (row.high ?? 1) < (open.leader.low ?? 0))
      open = { leader: row, group: { first: row.rank, last: row.rank } };
    open.group.last = row.rank;
    groups.set(row.unit, open.group);
  }
  return groups;
}

export const leagueColumns = [
  'rank',
  'name',
  'onTimeClosing',
  'rework',
  'points',
  'due',
  'open',
  'change',
] as const;
export type LeagueColumn = (typeof leagueColumns)[number];
/** What a column sorts by; null stands at the end whatever the direction. */
export type LeagueValue = (row: LeagueRow) => number | string | null;

/** Rows by a column. Equal ones by rank, so that a sort never shuffles. */
export function sortLeague(rows: readonly LeagueRow[], value: LeagueValue, falling: boolean): LeagueRow[] {
  const sign = falling ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a.rank - b.rank;
    const order =
      typeof x === 'string' || typeof y === 'string'
        ? String(x).localeCompare(String(y), 'zh-Hans-CN')
        : x - y;
    return sign * order || a.rank - b.rank;
  });
}

/** The first five and the last eight of a long league; what lies between is one click away. */
export const [headRows, tailRows] = [5, 8];

export function foldLeague<R>(rows: readonly R[], whole: boolean): { head: R[]; hidden: number; tail: R[] } {
  const fits = rows.length <= headRows + tailRows + 4;
  if (whole || fits) return { head: [...rows], hidden: 0, tail: [] };
  return {
    head: rows.slice(0, headRows),
    hidden: rows.length - headRows - tailRows,
    tail: rows.slice(-tailRows),
  };
}

/** Points of units and of all that belongs to them: a town answers for its communities. */
export function pointsWithParts(
  units: PackDigest['units'],
  scores: Scores['units'],
): ReadonlyMap<string, number> {
  const parents = new Map(units.map(({ id, parent }) => [id, parent]));
  const sums = new Map<string, number>();
  for (const { unit, points, reasons } of scores) {
    if (reasons.length === 0) continue;
    const seen = new Set<string>();
    for (let at: string | undefined = unit; at !== undefined && !seen.has(at); at = parents.get(at)) {
      seen.add(at);
      sums.set(at, (sums.get(at) ?? 0) + points);
    }
  }
  return sums;
}
