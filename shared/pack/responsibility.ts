import { z } from 'zod';
import { gridLevel } from '../grid/levels.ts';
import { localized } from '../kernel/localized.ts';

const id = z.string().min(1).max(64);

/** Units that a rule names by what they are at the place of the matter. */
export const placeUnits = ['town-of-place', 'community-of-place', 'beat-of-place'] as const;

/**
 * One rule of the responsibility matrix: for these matters, in this area, this unit leads or helps. Several rules may speak
 * of the same matter and place; `shared/responsibility/matrix.ts` says which one wins.
 */
export const responsibilityRule = z.strictObject({
  id,
  items: z.union([
    z.literal('all'),
    z.strictObject({ domain: id }),
    /** 大类, by its Chinese name. */
    z.strictObject({ class: z.string().min(1).max(64) }),
    z.strictObject({ items: z.array(id).min(1) }),
  ]),
  area: z.union([
    z.literal('all'),
    /** Every grid of this level for itself, with the unit that answers for it. */
    z.strictObject({ level: gridLevel }),
    /** One grid cell, or one dedicated grid. */
    z.strictObject({ grid: id }),
  ]),
  /** A unit, or one of `placeUnits`. */
  unit: id,
  role: z.enum(['lead', 'co']),
  /** What the rule rests on; shown wherever it decides something. */
  why: localized,
});
export type ResponsibilityRule = z.infer<typeof responsibilityRule>;
