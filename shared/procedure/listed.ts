import { z } from 'zod';
import { localized } from '../kernel/localized.ts';

const id = z.string().min(1).max(64);

/**
 * 行政处罚事项; the 事项 of the grid: 政务服务, 社会管理, 巡查执法; what is done for enterprises: 涉企审批服务, 增值服务;
 * 政府职能: those of 职能转移目录, which society can carry, and those that communities carry.
 */
export const lists = [
  'power',
  'service',
  'society',
  'patrol',
  'enterprise-approval',
  'value-added',
  'function',
  'community-function',
] as const;
export type List = (typeof lists)[number];

/**
 * 事项清单: what a department may or must do, one by one. Lists are too long for the catalogue, which says how matters are
 * handled: a matter names an entry (a case its ground, an application what is applied for) in a field of kind `listed`.
 */
export const listedItem = z.strictObject({
  id,
  list: z.enum(lists),
  name: localized,
  /** The department whose matter it is. */
  unit: id,
  /** The class of the catalogue, by its Chinese name, whose matters it belongs to. */
  class: z.string().min(1).max(64).optional(),
  /** Of what is done for enterprises: its 板块 and 大类; of a function: its field. */
  area: localized.optional(),
  /** Of a service: 网上办, applied for online; 不见面, done without a visit. */
  way: z.enum(['online', 'no-visit']).optional(),
  /** Of a function: the bodies that carry it; missing: it is not handed on. */
  bodies: z.array(id).min(1).optional(),
  /** From when to when they have it, local dates, both inside. */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
});
export type ListedItem = z.infer<typeof listedItem>;

/** How many entries each list has, and what is to be known of them. */
export const listedSizes = z.strictObject({
  sizes: z.partialRecord(z.enum(lists), z.number().int().min(1)),
  notice: localized.optional(),
});
export type ListedSizes = z.infer<typeof listedSizes>;
