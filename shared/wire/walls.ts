import { z } from 'zod';
import { reasonId, reasonValues } from '../kernel/reasons.ts';
import { pushedScenes } from '../pack/playlist.ts';
import { sight, wallOrder, wallPush } from '../wall/order.ts';
import { wallStatus } from '../wall/status.ts';
import { person } from './http.ts';

/** Walls below `/api/:jurisdiction`: how they come in, what they are told, what they say. */

/** POST /walls/pairing: a screen asks for a code. The secret is told once. */
export const pairingBegun = z.strictObject({
  code: z.string(),
  secret: z.string(),
  endsAt: z.number().int(),
});
/** POST /walls/pairing/claim */
export const pairingClaim = z.strictObject({ secret: z.string().min(1).max(100) });
export const pairingState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('waiting') }),
  z.strictObject({ state: z.literal('paired'), person }),
]);
/** POST /walls: lets the screen in that shows this code. `grids` bounds what it shows; none: the whole jurisdiction. */
export const newWall = z.strictObject({
  code: z.string().min(1).max(20),
  name: z.string().trim().min(1).max(64),
  grids: z.array(z.string().max(64)).max(200).default([]),
  /** The scene that it holds; missing: as the county has it. */
  scene: z.enum(pushedScenes).optional(),
});
export const newWallAnswer = z.strictObject({ id: z.string() });

/** GET /walls: all of the own part that are not shut out. */
export const listedWall = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** What it may show; none: the whole jurisdiction. */
  grids: z.array(z.string()),
  /** When it was let in. */
  madeAt: z.number().int(),
  order: wallOrder,
  /** As it last said of itself, and when; null: it never did. */
  status: wallStatus.nullable(),
  saidAt: z.number().int().nullable(),
  /** Its page does not answer its own watchdog since then; null: it does. */
  hungSince: z.number().int().nullable(),
});
export type ListedWall = z.infer<typeof listedWall>;
export const wallList = z.array(listedWall);

/** POST /walls/orders */
export const wallOrders = z.strictObject({
  /** Ids; `all`: every wall of the own part. */
  walls: z.union([z.literal('all'), z.array(z.string().max(64)).min(1).max(200)]),
  set: wallPush,
});
/** Each wall by itself: what one may not show keeps no other from it. */
export const wallOrdersAnswer = z.strictObject({
  told: z.array(z.string()),
  refused: z.array(
    z.strictObject({
      wall: z.string(),
      reason: z.string(),
      reasonId: reasonId.optional(),
      values: reasonValues.optional(),
    }),
  ),
});
export type WallOrdersAnswer = z.infer<typeof wallOrdersAnswer>;
/** POST /walls/sight */
export const wallSight = sight;
/** POST /walls/own/hung: the watchdog of a wall's page, when the page itself does not answer. */
export const wallHung = z.strictObject({
  stoodMs: z
    .number()
    .min(0)
    .max(86_400_000 * 366),
});
/** Of what answers nothing. */
export const wallDone = z.unknown();
