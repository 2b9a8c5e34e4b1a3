import { z } from 'zod';

/** Scenes that can be pushed and listed: an emergency takes a wall by itself, and the past has no standing scene. */
export const pushedScenes = ['overview', 'grid', 'sensing', 'command', 'performance', 'service'] as const;

/** Pictures of cameras that a wall shows beside each other. */
export const mostShown = 4;

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u);

/** A scene that a wall shows at its times of the day, by the county's clock. */
export const playlistRow = z.strictObject({
  /** `08:30`, the first minute. */
  from: clockTime,
  /** The minute it ends at; one that is not after `from` lies on the next day. */
  to: clockTime,
  /** Days of the week, Monday 1; none: every day. */
  days: z.array(z.number().int().min(1).max(7)).max(7),
  scene: z.enum(pushedScenes),
  /** How long it stays before the next that holds at the same time. */
  seconds: z.number().int().min(5).max(3_600),
  /** Cameras whose pictures stand on the map meanwhile, by their ids. */
  cameras: z.array(z.string().min(1).max(64)).max(mostShown).optional(),
});
export type PlaylistRow = z.infer<typeof playlistRow>;
export const playlist = z.array(playlistRow).max(48);
