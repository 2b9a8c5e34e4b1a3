import { dayMs } from '../kernel/span.ts';
import type { KnownMatter, Score } from './matter.ts';

/** Where something is to be expected next, and where nobody has been for too long: cells with a weight, the heaviest first. */
export interface Weighed {
  cell: string;
  weight: number;
}
export interface CellPlace {
  cell: string;
  /** Metres east and north of a common point. */
  x: number;
  y: number;
}
type Seen = Pick<KnownMatter, 'cell' | 'reportedAt' | 'source'>;

/** What happened fades by half in so long, and is felt so far. */
const halfLifeMs = 14 * dayMs;
const reachM = 500;

/**
 * Hot spots in space and time: what happened in and around a cell, weighed by how long ago and how far. Beside the count of the
 * last thirty days it sees that neighbours share their causes.
 */
export function hotSpots(matters: readonly Seen[], cells: readonly CellPlace[], now: number): Weighed[] {
  const own = new Map<string, number>();
  for (const { cell, reportedAt } of matters) {
    if (cell === null || reportedAt >= now) continue;
    own.set(cell, (own.get(cell) ?? 0) + 0.5 ** ((now - reportedAt) / halfLifeMs));
  }
  const full = cells.filter(({ cell }) => own.has(cell));
  return ranked(
    cells.map(({ cell, x, y }) => ({
      cell,
      weight: full.reduce((sum, near) => {
        const square = (near.x - x) ** 2 + (near.y - y) ** 2;
        return square > (3 * reachM) ** 2
          ? sum
          : sum + (own.get(near.cell) ?? 0) * Math.exp(-square / (2 * reachM ** 2));
      }, 0),
    })),
  );
}

/** The trivial guess beside it: what each cell had within thirty days. */
export function lastMonth(matters: readonly Seen[], cells: readonly CellPlace[], now: number): Weighed[] {
  const counts = new Map<string, number>();
  for (const { cell, reportedAt } of matters)
    if (cell !== null && reportedAt < now && reportedAt >= now - 30 * dayMs)
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return ranked(cells.map(({ cell }) => ({ cell, weight: counts.get(cell) ?? 0 })));
}

/** Patrol gap: matters to be expected in a cell since a patrol last told something of it. */
export function patrolGaps(matters: readonly Seen[], cells: readonly CellPlace[], now: number): Weighed[] {
  const since = lastPatrols(matters, now);
  const rate = new Map(hotSpots(matters, cells, now).map(({ cell, weight }) => [cell, weight]));
  const usual = [...rate.values()].reduce((sum, one) => sum + one, 0) / Math.max(1, rate.size);
  return ranked(
    cells.map(({ cell }) => ({
      cell,
      weight: ((rate.get(cell) ?? 0) + usual) * daysSince(since.get(cell), now),
    })),
  );
}

/** The trivial guess beside it: how long ago that was. */
export function longestAway(matters: readonly Seen[], cells: readonly CellPlace[], now: number): Weighed[] {
  const since = lastPatrols(matters, now);
  return ranked(cells.map(({ cell }) => ({ cell, weight: daysSince(since.get(cell), now) })));
}

const daysSince = (at: number | undefined, now: number): number =>
  Math.min(30, at === undefined ? 30 : (now - at) / dayMs);
function lastPatrols(matters: readonly Seen[], now: number): Map<string, number> {
  const since = new Map<string, number>();
  for (const { cell, source, reportedAt } of matters)
    if (cell !== null && source === 'patrol' && reportedAt < now)
      since.set(cell, Math.max(since.get(cell) ?? 0, reportedAt));
  return since;
}
const ranked = (list: Weighed[]): Weighed[] =>
  list.sort((a, b) => b.weight - a.weight || (a.cell < b.cell ? -1 : 1));

type Rank = (matters: readonly Seen[], cells: readonly CellPlace[], now: number) => Weighed[];

/**
 * Named at the start of each window of `windowMs` since `split`: which share of what came in it lay in the tenth of the cells that
 * stood first. `counts` says what is to be caught.
 */
export function scorePlaces(
  [model, baseline]: readonly [Rank, Rank],
  matters: readonly Seen[],
  cells: readonly CellPlace[],
  {
    split,
    to,
    windowMs,
    counts,
  }: { split: number; to: number; windowMs: number; counts: (one: Seen) => boolean },
): Score {
  const most = Math.max(1, Math.round(cells.length / 10));
  const sums = { model: 0, baseline: 0, n: 0 };
  for (let at = split; at + windowMs <= to; at += windowMs) {
    const [ours, theirs] = [model, baseline].map(
      (rank) =>
        new Set(
          rank(matters, cells, at)
            .slice(0, most)
            .map(({ cell }) => cell),
        ),
    );
    for (const one of matters) {
      if (one.cell === null || one.reportedAt < at || one.reportedAt >= at + windowMs || !counts(one))
        continue;
      sums.n++;
      if (ours?.has(one.cell)) sums.model++;
      if (theirs?.has(one.cell)) sums.baseline++;
    }
  }
  const n = Math.max(1, sums.n);
  return { measure: 'caught', model: sums.model / n, baseline: sums.baseline / n, n: sums.n };
}
