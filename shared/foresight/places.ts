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
  /** Narrow grids that lie in it, which are cut by how many people live there; missing: as many as in any other. */
  parts?: number;
}
export type Seen = Pick<KnownMatter, 'cell' | 'reportedAt' | 'source'>;

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

export const ranked = (list: Weighed[]): Weighed[] =>
  list.sort((a, b) => b.weight - a.weight || (a.cell < b.cell ? -1 : 1));

export type Rank = (matters: readonly Seen[], cells: readonly CellPlace[], now: number) => Weighed[];

/** How much of a cell's weight comes from what: `neighbours` times the mean around it within `aroundM`, and what is new again and again. */
interface Shape {
  halfLifeMs?: number;
  aroundM?: number;
  neighbours?: number;
  /** What came lately speaks for more of it near by: so much of a day's usual rate, fading by half in `burstMs` (self-exciting). */
  burst?: number;
  burstMs?: number;
}

function shaped({
  halfLifeMs: half = Infinity,
  aroundM = 0,
  neighbours = 0,
  burst = 0,
  burstMs = dayMs,
}: Shape): Rank {
  return (matters, cells, now) => {
    const own = new Map<string, number>();
    const days = Math.max(1, (now - (matters[0]?.reportedAt ?? now)) / dayMs);
    for (const { cell, reportedAt } of matters) {
      if (cell === null || reportedAt >= now) continue;
      const age = now - reportedAt;
      const worth = 0.5 ** (age / half) + burst * days * 0.5 ** (age / burstMs);
      own.set(cell, (own.get(cell) ?? 0) + worth);
    }
    const weightOf = (cell: string): number => own.get(cell) ?? 0;
    if (neighbours === 0) return ranked(cells.map(({ cell }) => ({ cell, weight: weightOf(cell) })));
    return ranked(
      cells.map((one) => ({
        cell: one.cell,
        weight: weightOf(one.cell) + neighbours * meanAround(one, cells, aroundM, weightOf),
      })),
    );
  };
}

function meanAround(
  { x, y }: CellPlace,
  cells: readonly CellPlace[],
  reach: number,
  weightOf: (cell: string) => number,
): number {
  const sums = { weight: 0, of: 0 };
  for (const near of cells) {
    const square = (near.x - x) ** 2 + (near.y - y) ** 2;
    if (square > (3 * reach) ** 2) continue;
    const share = Math.exp(-square / (2 * reach ** 2));
    sums.weight += share * weightOf(near.cell);
    sums.of += share;
  }
  return sums.of === 0 ? 0 : sums.weight / sums.of;
}

/**
 * What a cell had in all days, leaning on what one of so many grids is to be expected to have: far where cells hardly differ from that
 * but by chance, hardly where they do (a gamma prior by its moments). Of a few dozen matters a cell most of a difference is chance.
 */
export const leaning: Rank = (matters, cells, now) => {
  const own = new Map<string, number>();
  for (const { cell, reportedAt } of matters)
    if (cell !== null && reportedAt < now) own.set(cell, (own.get(cell) ?? 0) + 1);
  const all = [...own.values()].reduce((sum, n) => sum + n, 0);
  const parts = cells.reduce((sum, one) => sum + (one.parts ?? 1), 0);
  const told = cells.map(({ cell, parts: of = 1 }) => ({
    cell,
    n: own.get(cell) ?? 0,
    expected: (all * of) / Math.max(1, parts),
  }));
  // What cells differ by beyond the chance that a count has.
  const beyond = told.reduce((sum, { n, expected }) => sum + (n - expected) ** 2 - expected, 0);
  const k = told.reduce((sum, { expected }) => sum + expected ** 2, 0) / Math.max(beyond, 1e-9);
  return ranked(
    told.map(({ cell, n, expected }) => ({
      cell,
      weight: expected === 0 ? 0 : (expected * (n + k)) / (expected + k),
    })),
  );
};

/** The ways in which a county's past may speak for its next days, the usual one first; which of them does is asked of the past. */
const ways: readonly Rank[] = [
  leaning,
  lastMonth,
  shaped({ halfLifeMs }),
  hotSpots,
  shaped({ aroundM: 1_000, neighbours: 2 }),
  shaped({ aroundM: 2_000, neighbours: 0.5 }),
  shaped({ burst: 0.05 }),
  shaped({ burst: 0.05, aroundM: 1_000, neighbours: 2 }),
];

/** By less than this share of what the first way caught another is better by chance. */
const clearly = 1.05;

/** The way that caught most in windows of a time before `to`; the first, unless another caught clearly more. */
export function* bestWay(
  matters: readonly Seen[],
  cells: readonly CellPlace[],
  { split, to, windowMs }: { split: number; to: number; windowMs: number },
  { of = ways, counts }: { of?: readonly Rank[]; counts?: (one: Seen) => boolean } = {},
): Generator<void, Rank> {
  const [first = leaning, ...others] = of;
  const caughtIn = function* (way: Rank): Generator<void, number> {
    let caught = 0;
    for (let at = split; at + windowMs <= to; at += windowMs) {
      const window = { from: at, to: at + windowMs, ...(counts && { counts }) };
      caught += caughtBy(way, matters, cells, window).caught;
      yield;
    }
    return caught;
  };
  let best = { way: first, caught: clearly * (yield* caughtIn(first)) };
  for (const way of others) {
    const caught = yield* caughtIn(way);
    if (caught > best.caught) best = { way, caught };
  }
  return best.way;
}

/** What came in a window, and how much of it in the tenth of the cells that stood first at its beginning. */
function caughtBy(
  rank: Rank,
  matters: readonly Seen[],
  cells: readonly CellPlace[],
  { from, to, counts = () => true }: { from: number; to: number; counts?: (one: Seen) => boolean },
): { caught: number; n: number } {
  const most = Math.max(1, Math.round(cells.length / 10));
  const first = new Set(
    rank(matters, cells, from)
      .slice(0, most)
      .map(({ cell }) => cell),
  );
  const came = matters.filter(
    (one) => one.cell !== null && one.reportedAt >= from && one.reportedAt < to && counts(one),
  );
  return { caught: came.filter(({ cell }) => cell !== null && first.has(cell)).length, n: came.length };
}

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
  const sums = { model: 0, baseline: 0, n: 0 };
  for (let from = split; from + windowMs <= to; from += windowMs) {
    const window = { from, to: from + windowMs, counts };
    const ours = caughtBy(model, matters, cells, window);
    sums.model += ours.caught;
    sums.n += ours.n;
    sums.baseline += caughtBy(baseline, matters, cells, window).caught;
  }
  const n = Math.max(1, sums.n);
  return { measure: 'caught', model: sums.model / n, baseline: sums.baseline / n, n: sums.n };
}
