import { z } from 'zod';
import { posts } from '../access/post.ts';

const id = z.string().min(1).max(64);

/** Whom it is sent to: `grids` means everybody who answers for a grid in its area. */
export const addressees = z.strictObject({
  grids: z.boolean(),
  units: z.array(id).max(200),
  posts: z.array(z.enum(posts)).max(posts.length),
});
export type Addressees = z.infer<typeof addressees>;

/** A measure: what a unit is to do. With a catalogue item it opens an incident and an order to the unit when the warning is signed. */
export const measure = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,24}$/),
  text: z.string().trim().min(1).max(300),
  unit: id,
  item: id.optional(),
});
export type Measure = z.infer<typeof measure>;
