import { z } from 'zod';

/** A WGS-84 position in degrees. Everything inside the house is WGS-84; other datums are turned at the door. */
export const point = z.strictObject({
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
});
export type Point = z.infer<typeof point>;
