import { z } from 'zod';
import { point } from '../geo/point.ts';

/** Street lamps that are switched and dimmed together, by one controller beside the road. */
export const lampGroup = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  place: point,
  /** The source whose token its controller comes in with; no other speaks for it, or hears what it is told. */
  source: z.string().min(1).max(64),
  /** How many lamps hang on it. */
  lamps: z.number().int().min(1).max(100_000),
});
export type LampGroup = z.infer<typeof lampGroup>;
