import { z } from 'zod';
import { isRemembered } from '../views/views.ts';
import { colours } from '../warning/warning.ts';
import { channelName } from './channel.ts';
import { down } from './down.ts';
import { parseChannel } from './scope.ts';
import { scopeQuery } from './slice.ts';

/** The past of a jurisdiction: its views at an instant, and what there is to look for. Below `/api/:jurisdiction/replay`. */
const instant = z.number().int();
const given = z.coerce.number().int().min(0);

/** Channels one question may name. */
export const mostReplayed = 32;
const hasPast = (channel: string): boolean => {
  const address = parseChannel(channel);
  return address !== null && isRemembered(address.view);
};

/**
 * GET /replay: `channels` by commas. With `from`, an instant that was answered before, the answer may be what leads on from there; what
 * it does not lead on from it tells whole. `sensors=all` adds the readings in scope.
 */
export const replayQuery = z.strictObject({
  at: given,
  from: given.optional(),
  channels: z
    .string()
    .max(2_600)
    .transform((text) => [...new Set(text.split(','))])
    .refine((names) => names.length <= mostReplayed, `at most ${mostReplayed} channels`)
    .refine((names) => names.every((name) => channelName.test(name) && hasPast(name)), 'past-channels'),
  sensors: z.enum(['all', 'none']).default('none'),
});
export type ReplayQuery = z.infer<typeof replayQuery>;
export const replayed = z.strictObject({
  at: instant,
  /** The last ledger entry at or before then; 0 and '' when there was none. */
  seq: z.number().int(),
  hash: z.string(),
  channels: z.array(
    z.strictObject({
      channel: z.string(),
      /** The instant from which `ops` lead here; null: they are the whole view. */
      from: instant.nullable(),
      ops: z.array(down.patch.shape.ops.element),
      /** Of the view, the same as a live channel in that state has. */
      hash: z.string(),
    }),
  ),
  /** Readings of sensors in scope as base64 of a frame, see `frame.ts`; null when not asked for. */
  frame: z.string().nullable(),
});
export type Replayed = z.infer<typeof replayed>;

/** Counts of a time bar. */
export const densityKinds = ['reported', 'dispatched', 'closed', 'alarms', 'urgent'] as const;
export type DensityKind = (typeof densityKinds)[number];
/** Steps a bar may have. */
export const mostSteps = 1_500;
/** GET /replay/density: [from, to) in steps of `stepMs`. */
export const densityQuery = z.strictObject({
  from: given,
  to: given,
  stepMs: z.coerce.number().int().min(60_000).max(86_400_000),
  scope: scopeQuery,
});
export const density = z.strictObject({
  from: instant,
  to: instant,
  stepMs: z.number().int(),
  /** The first entry of the ledger; null when there is none. */
  first: instant.nullable(),
  counts: z.record(z.enum(densityKinds), z.array(z.number().int())),
  /** Warnings in effect within, with their last colour; `to` null: still in effect. */
  warnings: z.array(
    z.strictObject({
      id: z.string(),
      colour: z.enum(colours),
      title: z.string(),
      from: instant,
      to: instant.nullable(),
    }),
  ),
});
export type Density = z.infer<typeof density>;

export const momentKinds = ['urgent', 'warning', 'alarm'] as const;
export type MomentKind = (typeof momentKinds)[number];
/** GET /replay/moments: the next (or the one before) of a kind: an urgent incident reported, a warning issued, an alarm reported. */
export const momentQuery = z.strictObject({
  at: given,
  kind: z.enum(momentKinds),
  back: z.literal('1').optional(),
  scope: scopeQuery,
});
export const moment = z.strictObject({
  found: z.strictObject({ at: instant, id: z.string(), title: z.string() }).nullable(),
});
export type Moment = z.infer<typeof moment>;

/** Instants that a film may have. */
export const mostFilmed = 121;
/**
 * GET /replay/film: `channels` at [from, to] in steps of `stepMs`, each leading on from the one before, of what the asker may follow now.
 * Each film is a line of the audit.
 */
export const filmQuery = z.strictObject({
  from: given,
  to: given,
  stepMs: z.coerce.number().int().min(10_000).max(3_600_000),
  channels: replayQuery.shape.channels,
  sensors: replayQuery.shape.sensors,
});
export const film = z.strictObject({
  from: instant,
  to: instant,
  /** Who took it, and when. */
  by: z.string(),
  at: instant,
  instants: z.array(replayed),
});
export type Film = z.infer<typeof film>;
