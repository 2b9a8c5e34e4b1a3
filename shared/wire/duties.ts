import { z } from 'zod';
import { posts } from '../access/post.ts';
import type { GridLevel } from '../grid/levels.ts';
import { dutyItem, dutyKinds, rhythms } from '../pack/duty.ts';
import { periodQuery } from './figures.ts';
import { scopeQuery } from './slice.ts';

/** Task lists 任务清单. */
const level = z.enum(['1', '2', '3', '4', '5', '6']).transform((one) => Number(one) as GridLevel);

/** GET /duties: `rhythm` and `level` together with `post` and `kind` ask for what stands on that one issued list. */
export const dutiesQuery = z.strictObject({
  post: z.enum(posts).optional(),
  kind: z.enum(dutyKinds).optional(),
  rhythm: z.enum(rhythms).optional(),
  level: level.optional(),
});
export const duties = z.strictObject({ items: z.array(dutyItem) });
export type Duties = z.infer<typeof duties>;

/** GET /duties/coverage: lists issued in a window by area. Of areas alone: nobody who does a list is counted. */
export const dutyCoverageQuery = periodQuery.extend({ scope: scopeQuery });
const counts = {
  issued: z.number().int(),
  done: z.number().int(),
  /** Of the done ones those in which some items were left out. */
  part: z.number().int(),
  /** Still to be done. */
  open: z.number().int(),
  /** Their period ended before. */
  notDone: z.number().int(),
  /** Problems that those who finished a list wrote down. */
  found: z.number(),
  items: z.number(),
};
export const dutyCoverage = z.strictObject({
  window: z.strictObject({ from: z.number(), to: z.number() }),
  total: z.strictObject(counts),
  /** Areas with lists, in the order of the grid tree. */
  rows: z.array(z.strictObject({ grid: z.string(), name: z.string(), ...counts })),
});
export type DutyCoverage = z.infer<typeof dutyCoverage>;
