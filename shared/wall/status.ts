import { z } from 'zod';
import { layoutIds, sceneIds } from '../pack/wall.ts';

/** What a wall says of itself every few seconds, and at once when it shows something else. */
export const wallStatus = z.strictObject({
  scene: z.enum(sceneIds),
  layout: z.enum(layoutIds),
  grid: z.string().max(40).nullable(),
  incident: z.string().max(64).nullable(),
  /** Panels in their plan, a line a row; what the miniature is drawn by. */
  areas: z.array(z.string().max(200)).max(24),
  /** Another instant is shown. */
  past: z.boolean(),
  /** It is a drill that is shown. */
  drill: z.boolean().optional(),
  /** Version of the order that it obeys. */
  obeys: z.number().int().min(0),
  health: z.enum(['live', 'joining', 'late', 'lost', 'refused', 'mismatch', 'past']),
  picture: z.enum(['sound', 'lost', 'still', 'behind']),
  /** ms from a change to its arrival, and from there to the frame that shows it (95th of the last minute); null: nothing came. */
  lagMs: z.number().nullable(),
  pixelMs: z.number().nullable(),
  /** The server's clock minus the wall's. */
  offsetMs: z.number(),
  /** Frames drawn in the last second. */
  fps: z.number().min(0).max(1_000),
  width: z.number().int().min(1).max(32_768),
  height: z.number().int().min(1).max(32_768),
  /** Build of the page. */
  version: z.string().max(64),
  /** `speaks`; `off` by setting or hour; `none`: the browser has no voice; `blocked`: it did not let the page speak. */
  voice: z.enum(['speaks', 'off', 'none', 'blocked']),
  /** When and why it last loaded itself again; null: not since it was opened. */
  reloaded: z
    .strictObject({ at: z.number().int(), why: z.enum(['frames', 'thread', 'version']), stoodMs: z.number() })
    .nullable(),
});
export type WallStatus = z.infer<typeof wallStatus>;

/** A wall whose clock is off by more shows the server's time and says so. */
export const wrongClockMs = 60_000;

/** A wall says something of itself this often; one that was silent for three times as long is away. */
export const statusEveryMs = 5_000;
export const awayMs = 3 * statusEveryMs;
