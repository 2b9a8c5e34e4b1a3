import { z } from 'zod';
import { point } from '../geo/point.ts';

const id = z.string().min(1).max(64);

/** 专属网格: a park, market, school or works that lies over the tree with a grid head of its own. */
export const dedicatedGrid = z.strictObject({
  id,
  name: z.string().min(1).max(64),
  kind: z.enum(['industrial-park', 'market', 'school', 'hospital', 'transport-hub', 'scenic-area']),
  place: point,
  radiusM: z.number().positive().max(20_000),
  unit: id,
});
export type DedicatedGrid = z.infer<typeof dedicatedGrid>;
