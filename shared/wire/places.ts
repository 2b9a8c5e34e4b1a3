import { z } from 'zod';
import { point } from '../geo/point.ts';
import { placeKinds } from '../geo/named-place.ts';

/** GET /places?q=&lng=&lat= : places by name, number or first letters of the pinyin, within the scope of who asks. */
export const placesQuery = z.strictObject({
  q: z.string().trim().min(1).max(60),
  /** Of places that answer alike, the nearest to here stand first. */
  lng: z.coerce.number().min(-180).max(180).optional(),
  lat: z.coerce.number().min(-90).max(90).optional(),
});
export const foundPlaces = z.strictObject({
  places: z.array(
    z.strictObject({
      kind: z.enum(placeKinds),
      name: z.string(),
      number: z.string(),
      /** Names of its grids, widest first. */
      grids: z.array(z.string()),
      place: point,
    }),
  ),
  /** Kinds that the data of this jurisdiction hold none of: a name of such a kind cannot be found here. */
  lacking: z.array(z.enum(placeKinds)),
});
export type FoundPlaces = z.infer<typeof foundPlaces>;
