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

/** The row that wants looking at: the last of those with a score, when its interval lies wholly below that of the middle. */
export function laggard(rows: readonly LeagueRow[]): string | null {
  const scored = rows.filter((row) => row.score !== null && row.high !== null);
  const last = scored.at(-1);
  const middle = scored[Math.floor(scored.length / 2)];
  if (!last || !middle || scored.length < 3) return null;
  return last.high !== null && middle.onTimeClosing.value !== null && last.high < middle.onTimeClosing.value
    ? last.unit
    : null;
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
