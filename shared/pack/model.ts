import { z } from 'zod';

const id = z.string().min(1).max(64);

/** An algorithm model with more than one class, or with a floor of its own. */
export const cameraModel = z.strictObject({
  id,
  /** The catalogue items that it may report. */
  items: z.array(id).min(1),
  /** What it is less sure of is refused. */
  floor: z.number().min(0).max(1),
});
export type CameraModel = z.infer<typeof cameraModel>;
/** The floor of a model that is named by the one catalogue item it reports. */
export const usualFloor = 0.5;
