import { z } from 'zod';
import { bounds } from '../indicator/bounds.ts';
import { localized } from '../kernel/localized.ts';

const id = z.string().min(1).max(64);

/** How often a figure gets a new value. `live`: whenever something happens. */
export const cadences = ['live', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Cadence = (typeof cadences)[number];

/** A figure of the running indicators. `formula` is in the grammar of `shared/indicator/formula.ts`. */
export const indicator = z.strictObject({
  id,
  name: localized,
  domain: id,
  formula: z.string().min(1).max(400),
  /** Unit as written beside the value. */
  measure: z.string().max(16),
  decimals: z.number().int().min(0).max(4),
  /** Which way is good; `within`: between its bounds; `none`: neither. */
  better: z.enum(['more', 'less', 'within', 'none']),
  bounds: bounds.optional(),
  /** Unit that answers for it. */
  owner: id,
  cadence: z.enum(cadences),
  /** Since when it has been computed so, local date; earlier values were computed otherwise or not at all. */
  since: z.iso.date().optional(),
  /** Raised whenever what it means changes. */
  version: z.number().int().min(1).default(1),
});
export type Indicator = z.infer<typeof indicator>;

/** 外部指标: a row of figures that another system reports at its own pace, one value a period. */
export const series = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/),
  name: localized,
  measure: z.string().max(16),
  decimals: z.number().int().min(0).max(4),
  cadence: z.enum(cadences).exclude(['live']),
  /** The system or report that it comes from. */
  system: localized,
  owner: id,
  /** Values that can be true; others are refused at the door. */
  range: z.tuple([z.number(), z.number()]),
  /** What the pretend county reports: its usual value, how far it swings (share), and how it grows in a year (share). */
  demo: z.strictObject({ usual: z.number(), swing: z.number().min(0), grows: z.number() }).optional(),
});
export type Series = z.infer<typeof series>;
