import { z } from 'zod';
import { leastLevels, mostLevels } from '../grid/levels.ts';
import { languages, localized, numberStyles } from '../kernel/localized.ts';
import { baseMap, ownLayer } from './base-map.ts';
import { signMask } from './sign-mask.ts';

/** The form of division codes where a county says none. */
export const usualCode = /^\d{6,9}$/u;

export const identity = z.strictObject({
  /** In addresses: `/jiangyin/wall`. */
  id: z.string().regex(/^[a-z][a-z0-9-]{1,31}$/),
  /** Its division code, first part of every incident number; of the form that `codes` says, six to nine digits without it. */
  code: z.string().regex(/^[0-9A-Z]{3,16}$/),
  /** Forms of division codes: of its own, then of the ids of its grids, a level each, the widest first. */
  codes: z
    .array(signMask)
    .min(1)
    .max(1 + mostLevels)
    .optional(),
  /** Forms of telephone numbers, the usual one first; missing: any. */
  phones: z.array(signMask).min(1).max(12).optional(),
  /** How its screens write numbers; missing: as their language does. */
  numbers: z.enum(numberStyles).optional(),
  name: localized,
  /** Name of the command centre, headline of the wall. */
  centre: localized,
  language: z.enum(languages).optional(), // what its screens open in where nobody chose another
  /** Names of the grid levels from wide to narrow. */
  levels: z.array(localized).min(leastLevels).max(mostLevels),
  /** Official figures that are shown as text and never computed. */
  facts: z.strictObject({
    areaKm2: z.number().positive().optional(),
    population: z.number().optional(),
    source: z.string(),
  }),
  /** The map's frame: [west, south, east, north]. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** Files of the map under `public/packs/<id>/`. */
  map: z.strictObject({
    grids: z.string(),
    neighbours: z.string(),
    water: z.array(z.string()),
    places: z.string(),
    /** The outline by itself; it is in `grids` as well. */
    boundary: z.string().optional(),
    attribution: z.string(),
    /** The same in the languages of the screens; missing: it is said as it stands. */
    attributionIn: localized.optional(),
    /** Base maps of the county's own choice, the first one shown, and layers that it lays on its map. */
    bases: z.array(baseMap).max(8).optional(),
    layers: z.array(ownLayer).max(24).optional(),
  }),
});
export type Identity = z.infer<typeof identity>;
