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
const { side, enter, enterMs, leave, leaveMs } = thresholdRule.shape;
/** The value changes too fast: limits are change an hour, over `overMs` to twice that; falling is below a negative limit. */
export const rateRule = z.strictObject({
  kind: z.literal('rate'),
  ...who,
  side,
  enter,
  enterMs,
  leave,
  leaveMs,
  overMs: z.number().int().min(1000),
});
const profile = z.array(z.number()).length(24);
/** The value is far from what the hour usually shows: limits are the distance from it. */
export const deviationRule = z.strictObject({
  kind: z.literal('deviation'),
  ...who,
  side,
  enter,
  enterMs,
  leave,
  leaveMs,
  /** What is usual at the full hours of a local day; between two in proportion. `weekend`: of Saturdays and Sundays. */
  hours: profile,
  weekend: profile.optional(),
});
/** The value departs from what has been usual, as the readings themselves have taught: RULES.md U1-U6 of `server/rules`. */
export const learnedRule = z.strictObject({
  kind: z.literal('learned'),
  ...who,
  /** How many times the greatest departure so far raises it; it is cleared when for `leaveMs` none came near. */
  beyond: z.number().min(1).max(3),
  leaveMs,
  /** It listens so long before it says anything. */
  learnMs: z.number().int().min(3_600_000),
  /** A departure of less than this is none, in the unit of the value. */
  least: z.number().min(0),
});
/** The instrument says the same for too long: the value stays within `within` of where it came to rest. */
export const stuckRule = z.strictObject({
  kind: z.literal('stuck'),
  ...who,
  forMs: z.number().int().min(60_000),
  within: z.number().min(0),
});
/**
 * The instrument drifts: its mean over `overMs` has slowly moved more than `by` away from its mean over eight times that. Jumps and days are
 * none (`server/rules/RULES.md` V1-V4).
 */
export const driftRule = z.strictObject({
  kind: z.literal('drift'),
  ...who,
  overMs: z.number().int().min(21_600_000).max(2_592_000_000),
  by: z.number().positive(),
});
/**
 * Several sensors together: raised where at least `need` sensors within `withinM` of one, itself among them, have one of `rules` raised, or had
 * within `withinMs`. `each`: every one of the rules is among them. So any is `need` 1, all is `each`, n of m is `need` n.
 */
export const combinedRule = z.strictObject({
  kind: z.literal('combined'),
  ...who,
  rules: z.array(z.string().min(1).max(64)).min(1).max(16),
  need: z.number().int().min(1).max(1_000),
  each: z.boolean(),
  withinM: z.number().min(0).max(100_000),
  withinMs: z.number().int().min(0).max(86_400_000),
});
export const ruleSchema = z.discriminatedUnion('kind', [
  thresholdRule,
  noDataRule,
  rateRule,
  deviationRule,
  stuckRule,
  driftRule,
  learnedRule,
  combinedRule,
]);
export type ThresholdRule = z.infer<typeof thresholdRule>;
export type NoDataRule = z.infer<typeof noDataRule>;
export type RateRule = z.infer<typeof rateRule>;
export type DeviationRule = z.infer<typeof deviationRule>;
export type StuckRule = z.infer<typeof stuckRule>;
export type DriftRule = z.infer<typeof driftRule>;
export type CombinedRule = z.infer<typeof combinedRule>;
export type LearnedRule = z.infer<typeof learnedRule>;
/** Rules over the course of readings, in the order of their instants. */
export type CourseRule = ThresholdRule | RateRule | DeviationRule | StuckRule | DriftRule | LearnedRule;
export type Rule = z.infer<typeof ruleSchema>;
/** Whether a rule is about the instrument and not about the place that it watches. */
export const isOfInstrument = ({ kind }: Pick<Rule, 'kind'>): boolean =>
  kind === 'no-data' || kind === 'stuck' || kind === 'drift';
