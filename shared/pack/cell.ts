import { z } from 'zod';

const spot = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const ring = z
  .array(spot)
  .min(4)
  .max(4_000)
  .refine((line) => line[0]?.every((value, i) => value === line.at(-1)?.[i]), 'a ring ends where it begins');

/** What administrators change of a grid. What is not said is as in the map file of the county. */
export const cellBody = z.strictObject({
  name: z.string().min(1).max(64),
  /** The grid of the level above; of a new grid it must be said. */
  parent: z.string().min(1).max(64).optional(),
  /** Of the narrowest level alone: the wider ones are made of those below. Polygons of rings, as GeoJSON's MultiPolygon has them. */
  shape: z.array(z.array(ring).min(1).max(50)).min(1).max(50).optional(),
});
export type CellBody = z.infer<typeof cellBody>;
/** By id; null: taken out. */
export type CellBodies = ReadonlyMap<string, CellBody | null>;
