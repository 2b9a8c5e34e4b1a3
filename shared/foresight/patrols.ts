import { dayMs } from '../kernel/span.ts';
import { hotSpots, ranked, type CellPlace, type Rank, type Seen, type Weighed } from './places.ts';

/** Where patrols are missed: cells in which others report what nobody of a patrol was there to see. */

/** Matters that a patrol did not tell. */
export const isMissed = ({ source }: Pick<Seen, 'source'>): boolean => source !== 'patrol';

/** Matters to be expected in a cell since a patrol last told something of it. */
export function patrolGaps(matters: readonly Seen[], cells: readonly CellPlace[], now: number): Weighed[] {
  const patrols = patrolsOf(matters, now);
  const rate = new Map(hotSpots(matters, cells, now).map(({ cell, weight }) => [cell, weight]));
  const usual = [...rate.values()].reduce((sum, one) => sum + one, 0) / Math.max(1, rate.size);
  return ranked(
    cells.map(({ cell }) => ({
      cell,
      weight: ((rate.get(cell) ?? 0) + usual) * daysSince(patrols.get(cell)?.last, now),
    })),
  );
}

/** The trivial guess beside it: how long ago that was. */
export function longestAway(matters: readonly Seen[], cells: readonly CellPlace[], now: number): Weighed[] {
  const patrols = patrolsOf(matters, now);
  return ranked(cells.map(({ cell }) => ({ cell, weight: daysSince(patrols.get(cell)?.last, now) })));
}

/**
 * What others report in a cell, times how far its own rhythm of patrols is over: a cell that is seen daily is missed after two days, one
 * that is seen monthly is not. `most` is how much that can weigh.
 */
function overdue(most: number): Rank {
  return (matters, cells, now) => {
    const patrols = patrolsOf(matters, now);
    const since = matters[0]?.reportedAt ?? now;
    const missed = new Map<string, number>();
    for (const one of matters)
      if (one.cell !== null && one.reportedAt < now && isMissed(one))
        missed.set(one.cell, (missed.get(one.cell) ?? 0) + 1);
    const usual = [...missed.values()].reduce((sum, n) => sum + n, 0) / Math.max(1, cells.length);
    return ranked(
      cells.map(({ cell }) => {
        const { last = since, n = 0 } = patrols.get(cell) ?? {};
        const rhythm = (now - since) / (n + 1);
        const share = Math.min(most, rhythm > 0 ? (now - last) / rhythm : 1);
        return { cell, weight: ((missed.get(cell) ?? 0) + usual) * (1 + share) };
      }),
    );
  };
}

/** The ways in which patrols may be missed, the simple guess first; which of them says it is asked of the past. */
export const patrolWays: readonly Rank[] = [longestAway, patrolGaps, overdue(0), overdue(1), overdue(4)];

const daysSince = (at: number | undefined, now: number): number =>
  Math.min(30, at === undefined ? 30 : (now - at) / dayMs);
/** When a patrol last told something of each cell, and how often one did. */
function patrolsOf(matters: readonly Seen[], now: number): Map<string, { last: number; n: number }> {
  const patrols = new Map<string, { last: number; n: number }>();
  for (const { cell, source, reportedAt } of matters) {
    if (cell === null || source !== 'patrol' || reportedAt >= now) continue;
    const { last, n } = patrols.get(cell) ?? { last: 0, n: 0 };
    patrols.set(cell, { last: Math.max(last, reportedAt), n: n + 1 });
  }
  return patrols;
}
