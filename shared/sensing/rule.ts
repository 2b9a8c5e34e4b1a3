import { z } from 'zod';

/** Rules over one sensor's readings. A raised rule becomes an incident of the catalogue item `item`. */
const who = {
  id: z.string().min(1).max(64),
  /** Applies to every sensor that measures this quantity, or to one sensor. */
  on: z.union([z.strictObject({ quantity: z.string() }), z.strictObject({ sensor: z.string() })]),
  item: z.string(),
  urgent: z.boolean().default(false),
  /** `alarm`: it stands before the operators, and becomes an incident when one of them says so. Missing: it becomes one by itself. */
  opens: z.enum(['incident', 'alarm']).optional(),
};
export const thresholdRule = z.strictObject({
  kind: z.literal('threshold'),
  ...who,
  side: z.enum(['above', 'below']),
  /** Raised when the value has been beyond `enter` for `enterMs` without a break. */
  enter: z.number(),
  enterMs: z.number().int().min(0),
  /** Cleared when it has been back behind `leave` for `leaveMs`: the gap to `enter` is the hysteresis. */
  leave: z.number(),
  leaveMs: z.number().int().min(0),
});
export const noDataRule = z.strictObject({
  kind: z.literal('no-data'),
  ...who,
  afterMs: z.number().int().min(1000),
});
export const ruleSchema = z.discriminatedUnion('kind', [thresholdRule, noDataRule]);
export type ThresholdRule = z.infer<typeof thresholdRule>;
export type NoDataRule = z.infer<typeof noDataRule>;
export type Rule = z.infer<typeof ruleSchema>;
