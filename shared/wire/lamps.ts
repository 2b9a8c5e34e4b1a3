import { z } from 'zod';
import { point } from '../geo/point.ts';
import { lampsSwitched } from '../watch/watch.ts';

/** Street lamps below `/api/:jurisdiction`: how each group burns, what it was told last, and what it was told before. */
const count = z.number().int();
export const lampLine = z.strictObject({
  id: z.string(),
  name: z.string(),
  place: point,
  /** Grid chain of its place, outermost first. */
  grids: z.array(z.string()),
  lamps: count,
  /** What its controller said last of itself; null before the first word. */
  told: z.strictObject({ at: count, level: z.number(), lit: count, dark: count }).nullable(),
  /** The last order and its answer. */
  last: lampsSwitched.nullable(),
});
export type LampLine = z.infer<typeof lampLine>;
export const lampList = z.strictObject({ now: count, groups: z.array(lampLine) });
export type LampList = z.infer<typeof lampList>;

/** Orders to one group, the newest first, each with the number of its ledger entry. */
export const lampStory = z.strictObject({ orders: z.array(lampsSwitched.extend({ seq: count })) });
export type LampStory = z.infer<typeof lampStory>;
