import { z } from 'zod';
import { localized } from '../kernel/localized.ts';

const id = z.string().min(1).max(64);

/**
 * 一图总览: one part of the page on which a jurisdiction is seen at a glance (a centre, a platform, a field). Its tiles are running
 * indicators, so that each is live and opens to its formula, its course and what is behind it.
 */
export const overviewPart = z.strictObject({
  id,
  /** What the part stands under with its like: 两大中心. Parts of one band stand together, in the order of the file. */
  band: localized,
  name: localized,
  /** What it is there for, in a sentence. */
  about: localized.optional(),
  /** Indicators of the pack, in the order of the tiles. */
  indicators: z.array(id).min(1).max(12),
});
export type OverviewPart = z.infer<typeof overviewPart>;
