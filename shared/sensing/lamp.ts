import { z } from 'zod';

/** An item of the lamp door: how a group of street lamps burns, and which order made it so where one did. */
export const lampIn = z.strictObject({
  group: z.string().min(1).max(64),
  /** Epoch ms, or ISO 8601 with an offset; the instant of arrival when missing. */
  at: z.union([z.number(), z.iso.datetime({ offset: true })]).optional(),
  /** Per cent; 0 is off. */
  level: z.number().min(0).max(100),
  /** Lamps that do what they are told, and those that do not answer their controller. */
  lit: z.number().int().min(0).max(100_000),
  dark: z.number().int().min(0).max(100_000),
  /** The order that this answers. */
  order: z.number().int().min(1).optional(),
});
export type LampIn = z.infer<typeof lampIn>;

/** What a controller is sent on its topic. It does it once, however often it comes, and not after `until`. */
export const lampOrder = z.strictObject({
  order: z.number().int(),
  group: z.string(),
  level: z.number(),
  until: z.number().int(),
});
export type LampOrder = z.infer<typeof lampOrder>;

/** An order is repeated this often, and for so long; then its group counts as silent. */
export const lampRepeatMs = 4_000;
export const lampPatienceMs = 30_000;
