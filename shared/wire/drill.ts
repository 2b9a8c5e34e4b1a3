import { z } from 'zod';
import { dayMs } from '../kernel/span.ts';
import { replayed, replayQuery } from './replay.ts';

/** Drills of a jurisdiction. Below `/api/:jurisdiction/drills`. Nothing that is done in one is in the ledger. */
const instant = z.number().int();
const id = z.string().max(64);

/** How much faster matters of a past span come in than they did. */
export const drillPaces = [1, 2, 5, 10, 30] as const;
export const mostDrillMatters = 200;
export const mostDrillSeats = 60;
const mostPlaces = 200;
/** Grids whose phones take part; `all`: those of the whole county. */
const phones = z.union([z.literal('all'), z.array(id).max(mostPlaces)]);

/** Units that answer by themselves: about how long one takes to sign and to do the work, and how many of a hundred tasks it answers so. */
export const drillUnits = z.strictObject({
  signMs: z.number().int().min(10_000).max(1_800_000),
  workMs: z.number().int().min(30_000).max(3_600_000),
  skill: z.number().int().min(0).max(100),
});
export type DrillUnits = z.infer<typeof drillUnits>;

const shared = {
  name: z.string().trim().min(1).max(60),
  /** Who takes part beside the opener; nobody named: all who may open a desk. */
  seats: z.array(id).max(mostDrillSeats).default([]),
  /** Walls that show it, by their ids: each leaves the live county until the drill ends. */
  walls: z.array(id).max(mostPlaces).default([]),
  phones: phones.default([]),
  /** Within how long a matter is to be taken and dispatched; urgent ones in half of it. */
  takeMs: z.number().int().min(30_000).max(3_600_000).default(180_000),
  dispatchMs: z.number().int().min(60_000).max(7_200_000).default(480_000),
  /** Null: people answer for the units, or nobody. */
  units: drillUnits.nullable().default(null),
};
/** POST /drills: what was reported in a past span comes in again, or what a plan is about comes in by dice. */
export const askedDrill = z.discriminatedUnion('kind', [
  z.strictObject({
    ...shared,
    kind: z.literal('past'),
    from: instant.min(0),
    spanMs: z.number().int().min(300_000).max(dayMs),
    pace: z.union(drillPaces.map((pace) => z.literal(pace))).default(1),
    /** Urgent ones alone. */
    urgent: z.boolean().default(false),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('plan'),
    plan: id,
    spanMs: z.number().int().min(300_000).max(7_200_000),
    matters: z.number().int().min(3).max(mostDrillMatters),
  }),
]);
export type AskedDrill = z.infer<typeof askedDrill>;

export const drillStates = ['running', 'ended', 'broken'] as const;
export const drillHead = z.strictObject({
  id,
  name: z.string(),
  kind: z.enum(['past', 'plan']),
  /** Broken: the server that ran it stopped. */
  state: z.enum(drillStates),
  by: z.strictObject({ id: z.string(), name: z.string() }),
  openedAt: instant,
  /** When its last matter will have come in and fallen due; it ends then by itself. */
  endsAt: instant,
  endedAt: instant.nullable(),
  /** The instant that its clock began with. */
  from: instant,
  plan: z.string().nullable(),
  pace: z.number(),
  /** Ids of those who take part; empty: all who may open a desk. */
  seats: z.array(z.string()),
  walls: z.array(z.string()),
  phones,
  takeMs: z.number(),
  dispatchMs: z.number(),
  /** Null in drills that were kept before there was any. */
  units: drillUnits.nullable().default(null),
  matters: z.number().int(),
  came: z.number().int(),
  score: z.number().int().nullable(),
  /** Whether the asker takes part, and may end it. */
  mine: z.boolean(),
  mayEnd: z.boolean(),
});
export type DrillHead = z.infer<typeof drillHead>;
export const drillList = z.array(drillHead);

const part = z.strictObject({ got: z.number(), of: z.number() });
export const drillMatter = z.strictObject({
  id: z.string(),
  item: z.string(),
  title: z.string(),
  urgent: z.boolean(),
  reportedAt: instant,
  takenAt: instant.nullable(),
  takenBy: z.string().nullable(),
  dispatchedAt: instant.nullable(),
  dispatchedBy: z.string().nullable(),
  lead: z.string().nullable(),
  named: z.string().nullable(),
  helpers: z.array(z.string()),
  ended: z.boolean(),
  /** What the unit that leads did, and whether it answered by itself: that is scored for nobody. Null: it has not answered. */
  answer: z
    .strictObject({ signedAt: instant, doneAt: instant.nullable(), byItself: z.boolean() })
    .nullable()
    .default(null),
  score: z.strictObject({ take: part, dispatch: part, unit: part, missed: z.boolean() }),
});
export type DrillMatter = z.infer<typeof drillMatter>;
export const drillSheet = z.strictObject({
  head: drillHead,
  /** The instant of the drill that it is up to. */
  at: instant,
  matters: z.array(drillMatter),
  /** Middle times of what was taken and dispatched. */
  takeMs: z.number().nullable(),
  dispatchMs: z.number().nullable(),
  missed: z.number().int(),
  rightUnit: z.strictObject({ right: z.number().int(), of: z.number().int() }),
});
export type DrillSheet = z.infer<typeof drillSheet>;

/** GET /drills/:id/state: its channels now, by its own clock, from what was told of `from` on. */
export const drillQuery = z.strictObject({
  from: replayQuery.shape.from,
  channels: replayQuery.shape.channels,
  sensors: replayQuery.shape.sensors,
});
export type DrillQuery = z.infer<typeof drillQuery>;
export const drillState = z.strictObject({ head: drillHead, told: replayed });
export type DrillState = z.infer<typeof drillState>;
