import { z } from 'zod';
import { privacyMask } from '../sensing/mask.ts';

/** Pictures of cameras below `/api/:jurisdiction`. */

/** POST /cameras/:camera/watch: where its picture comes from. Who asked is in the audit by then. */
export const cameraStream = z.strictObject({
  /** `none`: the county has no gateway. */
  kind: z.enum(['hls', 'whep', 'none']),
  url: z.string(),
  masks: z.array(privacyMask),
});
export type CameraStream = z.infer<typeof cameraStream>;

/** GET /cameras/states: those of the own part that deliver no picture. */
export const cameraStates = z.strictObject({
  total: z.number().int(),
  offline: z.array(z.string()),
});
export type CameraStates = z.infer<typeof cameraStates>;
