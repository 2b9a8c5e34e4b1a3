import { z } from 'zod';
import { localized } from '../kernel/localized.ts';

const id = z.string().min(1).max(64);

/** 警格: the beat of a police officer, made of whole grid cells. */
export const policeGrid = z.strictObject({
  id,
  name: localized,
  unit: id,
  /** Cells of any level; none lies in two beats. */
  grids: z.array(id).min(1),
  /** The officer's designation, never an invented name. */
  officer: z.string().min(1).max(64),
  phone: z.string().max(32),
});
export type PoliceGrid = z.infer<typeof policeGrid>;
