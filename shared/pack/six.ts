import { z } from 'zod';
import { posts } from '../access/post.ts';
import { gridLevel } from '../grid/levels.ts';
import { localized } from '../kernel/localized.ts';

const id = z.string().min(1).max(64);

/**
 * 六定: what is fixed for a post of a grid level: duty 定责, standard 定管理标准, schedule 定时, reward 定奖惩. The other two,
 * person 定人 and post 定岗, come from the staff. A row with a `grid` holds for that grid in place of its level's.
 */
export const sixRow = z.strictObject({
  id,
  level: gridLevel,
  post: z.enum(posts),
  grid: id.optional(),
  duty: localized,
  standard: localized,
  schedule: localized,
  reward: localized,
});
export type SixRow = z.infer<typeof sixRow>;
