import { z } from 'zod';
import { point } from '../geo/point.ts';

/** 双随机: what may be drawn for an inspection. */
export const inspectionObject = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  kind: z.string().max(32),
  place: point,
  /** Credit code of the firm or organisation that it is: where records hold one, the draw weighs by its grade at that instant. */
  code: z
    .string()
    .regex(/^[0-9A-Z]{18}$/)
    .optional(),
  /** Weight in the draw of what is on no record: 1 ordinary, more where credit is poor. */
  weight: z.number().positive().max(100).default(1),
});
export type InspectionObject = z.infer<typeof inspectionObject>;
