import { drawLots, drawSeed, poolHash, type Lot } from './draw.ts';
import type { Draw } from './incident.ts';

/**
 * What comes of drawing again. `same`: the same were drawn from the same pool. `head`: the ledger has another hash before the
 * draw. `seed`: the seed does not follow from it. `pool`: the pool is another one by now, so that only head and seed could be
 * held against the draw. `picked`: others should have been drawn.
 */
export type DrawVerdict = 'same' | 'head' | 'seed' | 'pool' | 'picked';

/**
 * Draws again what was drawn in matter `incident`; `before` is the hash that the ledger has before the entry of the draw. Weights are
 * those that the draw kept, where it kept any.
 */
export function checkDraw(
  draw: Draw,
  incident: string,
  { pool: now, before }: { pool: readonly Lot[]; before: string },
): DrawVerdict {
  const { weights } = draw.pool;
  const pool = weights ? now.map(({ id }) => ({ id, weight: weights[id] ?? 1 })) : now;
  if (draw.head !== before) return 'head';
  if (draw.seed !== drawSeed(before, incident, draw.from)) return 'seed';
  if (draw.pool.size !== pool.length || draw.pool.hash !== poolHash(pool)) return 'pool';
  const again = drawLots(pool, draw.picked.length, draw.seed);
  return again.every((id, i) => id === draw.picked[i]?.id) ? 'same' : 'picked';
}
