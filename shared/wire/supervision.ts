import { z } from 'zod';
import { told } from '../incident/incident.ts';
import { rate } from '../indicator/rate.ts';
import { periodQuery } from './figures.ts';
import { scopeQuery } from './slice.ts';

/** Supervision 大督查: what wants looking at, who stands where, and why. */

const instant = z.number().int();

/** Why an incident is on the list. */
export const concerns = [
  'overdue',
  'reminded',
  'escalated',
  'returned',
  'reworked',
  'supervised',
  'forced',
] as const;
export type Concern = (typeof concerns)[number];

/** GET /supervision */
export const supervisionQuery = z.strictObject({ scope: scopeQuery });
/** Who was told when its time ran out, or was running out: the last escalation, else the last reminder. */
export const lastTold = z.strictObject({
  at: instant,
  kind: z.enum(['reminded', 'escalated']),
  clock: z.string(),
  to: z.array(told),
  /** Levels above that were passed over because nobody holds the post. */
  skipped: z.array(z.string()),
  /** How far up, 0 for a reminder. */
  rung: z.number().int(),
});
export const supervisedRow = z.strictObject({
  id: z.string(),
  version: z.number().int(),
  concerns: z.array(z.enum(concerns)),
  title: z.string(),
  address: z.string(),
  procedure: z.string(),
  item: z.string(),
  node: z.string(),
  nodeSince: instant,
  grids: z.array(z.string()),
  lead: z.string().nullable(),
  rings: z.string(),
  /** The clock that runs and is due first, else the whole deadline. */
  clock: z.string(),
  dueAt: instant,
  /** Neither closed nor at another end. */
  open: z.boolean(),
  suspended: z.boolean(),
  overdue: z.boolean(),
  returns: z.number().int(),
  reworks: z.number().int(),
  told: lastTold.nullable(),
});
export type SupervisedRow = z.infer<typeof supervisedRow>;
export const supervisionList = z.strictObject({
  at: instant,
  /** Ledger entry it is up to. */
  seq: z.number().int(),
  /** Forced closings are looked for since here. */
  forcedFrom: instant,
  /** How many there are of each, beyond what the rows hold. */
  counts: z.record(z.enum(concerns), z.number().int()),
  /** Longest due first, at most 500. */
  rows: z.array(supervisedRow),
  total: z.number().int(),
});
export type SupervisionList = z.infer<typeof supervisionList>;

/** GET /scores */
export const scoresQuery = periodQuery.extend({ scope: scopeQuery });
const tally = z.strictObject({ count: z.number().int(), points: z.number() });
export const unitScore = z.strictObject({
  unit: z.string(),
  /** All that was booked in the window, and the parts of it. */
  points: z.number(),
  gained: tally,
  lost: tally,
  reasons: z.array(z.strictObject({ reason: z.string(), ...tally.shape })),
  /** Of the incidents it led. */
  onTimeClosing: rate,
  onTimeHandling: rate,
  rework: rate,
  /** Supervision orders issued to it in the window. */
  orders: z.strictObject({
    received: z.number().int(),
    answered: z.number().int(),
    onTime: z.number().int(),
    open: z.number().int(),
  }),
  /** Its appeals filed in the window. */
  appeals: z.strictObject({
    filed: z.number().int(),
    granted: z.number().int(),
    rejected: z.number().int(),
    open: z.number().int(),
  }),
});
export type UnitScore = z.infer<typeof unitScore>;
export const scores = z.strictObject({
  window: z.strictObject({ from: z.number(), to: z.number() }),
  seq: z.number().int(),
  /** Units with anything to tell, by name of id. */
  units: z.array(unitScore),
});
export type Scores = z.infer<typeof scores>;

/** GET /scores/:unit: what was booked to a unit, newest first, at most 200. */
export const bookingsQuery = periodQuery.extend({
  scope: scopeQuery,
  reason: z.string().max(60).optional(),
});
export const bookings = z.strictObject({
  total: z.number().int(),
  rows: z.array(
    z.strictObject({
      at: instant,
      seq: z.number().int(),
      incident: z.string(),
      title: z.string(),
      procedure: z.string(),
      rings: z.string(),
      points: z.number(),
      reason: z.string(),
    }),
  ),
});
export type Bookings = z.infer<typeof bookings>;
