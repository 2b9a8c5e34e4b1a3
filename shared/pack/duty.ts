import { z } from 'zod';
import { posts } from '../access/post.ts';
import { gridLevel } from '../grid/levels.ts';
import { localized } from '../kernel/localized.ts';

const id = z.string().min(1).max(64);

/** 日常巡查 and 数据采集. */
export const dutyKinds = ['patrol', 'collection'] as const;
export type DutyKind = (typeof dutyKinds)[number];
/** From fine to coarse. */
export const rhythms = ['daily', 'weekly', 'monthly', 'quarterly'] as const;
export type Rhythm = (typeof rhythms)[number];

/**
 * An item of the 任务清单 of a post. It belongs to a post of a grid level and never to a person: lists say what a place needs,
 * and what is counted is whether the place was looked after.
 */
export const dutyItem = z.strictObject({
  id,
  name: localized,
  post: z.enum(posts),
  kind: z.enum(dutyKinds),
  rhythm: z.enum(rhythms),
  levels: z.array(gridLevel).min(1),
  /** What done means. */
  standard: localized,
  /** What stays as a proof; nothing when missing. */
  evidence: z.enum(['photo', 'record']).optional(),
  /** The department whose matter it is. */
  unit: id.optional(),
  /** Of collection: the kind of record that it asks to be made sure of, and which fields. */
  collects: z.strictObject({ kind: id, fields: z.array(id).optional() }).optional(),
});
export type DutyItem = z.infer<typeof dutyItem>;

/** One kind of list that is issued: to this post, in every grid of the level, as a matter of the item. */
export const issuedList = z.strictObject({
  post: z.enum(posts),
  kind: z.enum(dutyKinds),
  rhythm: z.enum(rhythms),
  level: gridLevel,
  item: id,
});
export type IssuedList = z.infer<typeof issuedList>;

/** What is not named here is a standing list: shown, and issued to nobody. `perDay` bounds what one day begins. */
export const dutyPolicy = z.strictObject({
  perDay: z.number().int().min(1).max(2000),
  lists: z.array(issuedList),
});
export type DutyPolicy = z.infer<typeof dutyPolicy>;
