import { dayMs } from '../kernel/span.ts';
import { scoreBreach } from './breach.ts';
import { scoreDemand } from './demand.ts';
import type { KnownMatter, Score } from './matter.ts';
import { isMissed, longestAway, patrolWays } from './patrols.ts';
import { bestWay, lastMonth, scorePlaces, type CellPlace } from './places.ts';

/** The models on the record's own matters. */
export const modelIds = ['breach', 'demand', 'hotSpots', 'patrol'] as const;
export type ModelId = (typeof modelIds)[number];

/** What a county's models need to know of it. */
export interface ForesightGround {
  /** Its wide grids, those without matters as well. */
  towns: readonly string[];
  cells: readonly CellPlace[];
  /** Its clock against UTC. */
  offsetMs: number;
  zone?: string | undefined;
}

/** Each model on the last fifth of a time that it did not learn from, beside the best trivial guess. */
export function* scoresFrom(
  { towns, cells, offsetMs, zone }: ForesightGround,
  matters: readonly KnownMatter[],
  { from, now }: { from: number; now: number },
): Generator<void, Record<ModelId, Score>> {
  const split = now - (now - from) / 5;
  const windows = { split, to: now, windowMs: 3 * dayMs };
  const breach = yield* scoreBreach(matters, split, now);
  const demand = scoreDemand(matters, towns, { from, split, to: now, offsetMs, zone });
  yield;
  const before = { ...windows, split: split - (now - split), to: split };
  const way = yield* bestWay(matters, cells, before);
  const spots = scorePlaces([way, lastMonth], matters, cells, { ...windows, counts: () => true });
  yield;
  const missing = yield* bestWay(matters, cells, before, { of: patrolWays, counts: isMissed });
  const patrol = scorePlaces([missing, longestAway], matters, cells, { ...windows, counts: isMissed });
  return { breach, demand, hotSpots: spots, patrol };
}
