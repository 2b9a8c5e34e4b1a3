import { z } from 'zod';
import { posts } from '../access/post.ts';
import { dayMs, minuteMs } from '../kernel/span.ts';
import { localized } from '../kernel/localized.ts';

const id = z.string().min(1).max(64);

/** 接入系统: a platform or an application of others that the centre is joined with, and who answers for its coming. */
export const connectedSystem = z.strictObject({
  id,
  name: localized,
  kind: z.enum(['platform', 'application']),
  /** Whether it brings data, takes them, or both. */
  direction: z.enum(['in', 'out', 'both']),
  /** The name of the token by which it comes; missing: its own id. */
  source: id.optional(),
  /** It comes at least this often. */
  everyMs: z
    .number()
    .int()
    .min(minuteMs)
    .max(400 * dayMs),
  /** Who is told when it does not: the holders of a post in a unit. */
  unit: id,
  post: z.enum(posts),
  /** What becomes of a silence that nobody of the post has read; missing: no matter. */
  item: id.optional(),
  /** Made up for a demonstration: the account of the county counts it and does not name it. */
  demo: z.boolean().optional(),
});
export type ConnectedSystem = z.infer<typeof connectedSystem>;
