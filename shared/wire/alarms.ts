import { z } from 'zod';
import { mostOfList } from '../pack/domain.ts';
import { alarmKinds, mostSuppressedMs } from '../sensing/alarm.ts';
import { ruleSchema } from '../sensing/rule.ts';
import { dayMs } from '../kernel/span.ts';

const mostMs = 31 * dayMs;
const mark = z.strictObject({ id: z.string(), by: z.string(), at: z.number().int() });
const raise = z.strictObject({
  sensor: z.string(),
  rule: z.string(),
  since: z.number(),
  at: z.number(),
  raisedAt: z.number(),
  endedAt: z.number().nullable(),
  alarm: z.string().nullable(),
  /** Why nobody was troubled by it: `suppressed`, `shelved` or `chatter`. */
  held: z.string().nullable(),
});
export type AlarmRaise = z.infer<typeof raise>;

/** GET /alarms: what stands before the operators of the own part, what needs somebody most first. */
export const alarmState = z.strictObject({
  id: z.string(),
  kind: z.enum(alarmKinds),
  /** What a group has in common, as the origin of its matter says it; empty for one sensor. */
  cause: z.string(),
  rule: z.string(),
  item: z.string(),
  urgent: z.boolean(),
  priority: z.number().int(),
  /** Sensors of the own part: raised now, and all that ever were in it. */
  raised: z.array(z.string()),
  sensors: z.array(z.string()),
  raises: z.number().int(),
  since: z.number().int(),
  lastAt: z.number().int(),
  over: z.boolean(),
  acknowledged: mark.nullable(),
  shelved: mark.extend({ until: z.number().int(), reason: z.string() }).nullable(),
  /** Whose turn it was; null: nobody was at a desk. */
  operator: z.string().nullable(),
  incident: z.string().nullable(),
});
export type AlarmState = z.infer<typeof alarmState>;
export const alarmList = z.strictObject({ alarms: z.array(alarmState) });
/** GET /alarms/:id/story */
export const alarmStory = z.strictObject({
  acts: z.array(z.strictObject({ at: z.number(), act: z.string(), by: z.string(), words: z.string() })),
  /** The newest 200. */
  raises: z.array(raise),
});
export type AlarmStory = z.infer<typeof alarmStory>;
/** An act that answers nothing. */
export const alarmDone = z.strictObject({});
/** POST /alarms/:id/shelf: put aside until then, or taken back with null. */
export const alarmShelf = z.strictObject({
  until: z.number().int().nullable(),
  reason: z.string().trim().min(2).max(200),
});
/** POST /alarms/:id/matter: as a whole, or one sensor of it. */
export const alarmMatter = z.strictObject({ sensor: z.string().max(64).nullable() });
export const promoted = z.strictObject({ incident: z.string() });

/** GET /rules: rules over the sensors of the county, as they are or as they were at an instant. */
export const rulesQuery = z.strictObject({ at: z.coerce.number().int().optional() });
export const ruleList = z.strictObject({ rules: z.array(ruleSchema) });

/** POST /rules/rehearsal: a rule, as it is or as it may be, over what was measured in [from, to). */
export const rehearsalAsked = z
  .strictObject({ rule: ruleSchema, from: z.number().int(), to: z.number().int() })
  .refine(({ from, to }) => from < to && to - from <= mostMs, {
    message: 'from lies before to, and at most 31 days',
    path: ['from'],
  });
export type RehearsalAsked = z.infer<typeof rehearsalAsked>;
const byDay = z.array(z.number().int());
export const rehearsal = z.strictObject({
  sensors: z.number().int(),
  readings: z.number().int(),
  /** How often it would have been raised: in all, by days since `from`, by the sensors that did most. */
  count: z.number().int(),
  byDay,
  bySensor: z.array(z.strictObject({ sensor: z.string(), count: z.number().int() })),
  /** The first 200 that were found, the newest first. */
  raises: z.array(
    z.strictObject({ sensor: z.string(), since: z.number(), at: z.number(), end: z.number().nullable() }),
  ),
  /** What really happened, by the same days: raises of the same sensors by the rules that ran, matters of the same item. */
  happened: z.strictObject({ raises: byDay, matters: byDay }),
});
export type Rehearsal = z.infer<typeof rehearsal>;

/** GET /sensors/:sensor/raises: the newest 200. */
export const sensorRaises = z.strictObject({ raises: z.array(raise) });

/** Areas and systems that are kept silent; neither: everything. */
export const suppressionAsked = z
  .strictObject({
    grids: z.array(z.string().max(64)).max(100),
    systems: z.array(z.string().max(64)).max(mostOfList),
    /** What is urgent as well. */
    urgent: z.boolean(),
    from: z.number().int(),
    until: z.number().int(),
    reason: z.string().trim().min(2).max(200),
  })
  .refine(({ from, until }) => from < until, { message: 'it ends after it begins', path: ['until'] })
  .refine(({ from, until }) => until - from <= mostSuppressedMs, {
    message: 'something is kept silent for 31 days at the most',
    path: ['until'],
  });
export type AskedSuppression = z.infer<typeof suppressionAsked>;
export const suppression = z.strictObject({
  id: z.string(),
  grids: z.array(z.string()),
  systems: z.array(z.string()),
  urgent: z.boolean(),
  from: z.number(),
  until: z.number(),
  reason: z.string(),
  asked: mark,
  approved: mark.nullable(),
  ended: mark.nullable(),
});
export type Suppression = z.infer<typeof suppression>;
export const suppressionList = z.strictObject({ suppressions: z.array(suppression) });

/** GET /alarms/performance?from=&to= */
export const alarmPerformanceQuery = z
  .strictObject({ from: z.coerce.number().int(), to: z.coerce.number().int() })
  .refine(({ from, to }) => from < to && to - from <= mostMs, {
    message: 'from lies before to, and at most 31 days',
    path: ['from'],
  });
export const alarmPerformance = z.strictObject({
  raises: z.number().int(),
  held: z.record(z.string(), z.number().int()),
  alarms: z.number().int(),
  incidents: z.number().int(),
  acknowledged: z.number().int(),
  medianAckMs: z.number().nullable(),
  byPriority: z.record(z.string(), z.number().int()),
  /** New alarms by operator and ten minutes since `from`; those that are 0 are left out. */
  bins: z.array(
    z.strictObject({
      operator: z.string().nullable(),
      bin: z.number().int(),
      count: z.number().int(),
    }),
  ),
  /** Those of the own part that raised most. */
  badActors: z.array(z.strictObject({ sensor: z.string(), rule: z.string(), raises: z.number().int() })),
});
export type AlarmPerformance = z.infer<typeof alarmPerformance>;
