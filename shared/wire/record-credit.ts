import { z } from 'zod';
import { localized } from '../kernel/localized.ts';
import { creditWhats } from '../record/credit.ts';

/** Credit of firms and organisations, by the formula of `shared/record/credit.ts`. */
const line = z.strictObject({
  what: z.enum(creditWhats),
  at: z.number(),
  settled: z.boolean(),
  until: z.string().optional(),
  points: z.number(),
  /** Until when it counts; null: as long as it stands. */
  ends: z.number().nullable(),
  counts: z.boolean(),
  /** What it rests on; null: a matter outside of the asker's scope. */
  receipt: z.strictObject({ kind: z.enum(['matter', 'record']), id: z.string() }).nullable(),
});
export const recordCredit = z.strictObject({
  score: z.number(),
  grade: z.enum(['A', 'B', 'C', 'D']),
  lines: z.array(line),
  /** Why an approval asks for more; none: it does not. */
  restricted: z.array(line),
  at: z.number(),
});
export type RecordCredit = z.infer<typeof recordCredit>;
/** GET /public/credit: penalties of firms and organisations while they count. */
export const publicCredit = z.strictObject({
  penalties: z.array(
    z.strictObject({
      name: z.string(),
      what: z.enum(creditWhats),
      at: z.number(),
      until: z.number().nullable(),
      settled: z.boolean(),
      unit: localized.nullable(),
      document: z.string().nullable(),
    }),
  ),
});
export type PublicCredit = z.infer<typeof publicCredit>;
