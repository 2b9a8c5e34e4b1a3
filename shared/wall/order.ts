import { z } from 'zod';
import { playlist, pushedScenes } from '../pack/playlist.ts';
import { speech, usualSpeech } from './speech.ts';

/** What can be taken off the map of a wall and put back. */
export const mapContents = ['fill', 'sensors', 'warnings', 'arcs', 'cameras', 'reach'] as const;

/**
 * What a wall was told and stands until it is told otherwise: it outlives reloads, restarts and weeks without a line, since a wall
 * is sent the whole of it whenever it comes. What is null leaves the wall as its county has it.
 */
const told = {
  /** Holds this scene; null: the wall goes on by its county's order. */
  scene: z.enum(pushedScenes).nullable(),
  /** The grid to go into. */
  grid: z.string().max(40).nullable(),
  /** The matter that command and emergency are about. */
  incident: z.string().min(1).max(64).nullable(),
  /** A camera whose place is in the middle of the map. */
  camera: z.string().min(1).max(64).nullable(),
  /** Layers taken off the map. */
  hidden: z.array(z.enum(mapContents)).max(mapContents.length),
  message: z
    .strictObject({
      text: z.string().trim().min(1).max(200),
      urgent: z.boolean(),
      /** Goes away by itself then, epoch ms; null: stands until it is taken away. */
      until: z.number().int().nullable(),
    })
    .nullable(),
  /** Empty: none. */
  playlist,
  speech,
};
export const wallPush = z
  .strictObject({
    ...told,
    /** Whether the map follows the one who pushes. */
    follow: z.boolean(),
  })
  .partial();
export type WallPush = z.infer<typeof wallPush>;

export const wallOrder = z.strictObject({
  ...told,
  /** Counts the orders of this wall; 0: it was never told anything. */
  version: z.number().int().min(0),
  /** What the last push named: a wall that obeyed the one before does these and leaves what hands did since. */
  named: z.array(z.string()),
  at: z.number().int(),
  by: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** Whose map this one mirrors. */
  follow: z.strictObject({ who: z.string(), name: z.string() }).nullable(),
});
export type WallOrder = z.infer<typeof wallOrder>;

/** Of a wall that was never told anything. */
export const freeOrder: WallOrder = {
  version: 0,
  named: [],
  at: 0,
  by: null,
  scene: null,
  grid: null,
  incident: null,
  camera: null,
  hidden: [],
  message: null,
  playlist: [],
  follow: null,
  speech: usualSpeech,
};

/** The order after a push: what it does not name stays. A place, a matter or a camera takes the map from whoever was followed. */
export function pushed(
  before: WallOrder,
  push: WallPush,
  by: { id: string; name: string },
  at: number,
): WallOrder {
  const { follow, ...set } = push;
  const moves = [set.grid, set.incident, set.camera].some((one) => one !== undefined && one !== null);
  const followed = follow === undefined ? (moves ? null : before.follow) : null;
  const { id, name } = by;
  return {
    ...before,
    ...(moves && { camera: null }),
    ...set,
    version: before.version + 1,
    named: Object.keys(push),
    at,
    by: { id, name },
    follow: follow === true ? { who: id, name } : followed,
  };
}

/** What an operator looks at, for walls that follow: west, south, east, north. */
export const sight = z.strictObject({
  bounds: z.tuple([
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
  ]),
});
export type Sight = z.infer<typeof sight>;
