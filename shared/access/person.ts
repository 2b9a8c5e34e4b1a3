import { z } from 'zod';
import type { Capability } from './capability.ts';
import { roles, type Role } from './may.ts';
import { posts } from './post.ts';

export { roles };
export type { Role };

/** Who acts. Stored with every fact. */
export const actor = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(64),
  role: z.enum(roles),
  /** The unit acted for. */
  unit: z.string().max(64).optional(),
  /** Some steps are for holders of certain posts only. */
  post: z.enum(posts).optional(),
  /** Whom a deputy stands in for: a person, or a unit by its id. */
  actsFor: z.strictObject({ id: z.string().max(64), name: z.string().max(64) }).optional(),
});
export type Actor = z.infer<typeof actor>;

/**
 * Someone signed in. `grids` bounds what is seen: any incident lying in one of them; empty means the whole jurisdiction for
 * those who watch all of it, and only the unit's own tasks for those who do not (`scope.ts`).
 */
export interface Person extends Actor {
  jurisdiction: string;
  grids: string[];
  /** The role of the county's own, by which the one of the account has other capabilities. */
  countyRole?: string;
  /** What that one holds; the record does not keep it. */
  holds?: readonly Capability[];
}
