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
/** GET /incidents/:id/credit: firms and organisations that a matter names, and why an approval asks for more of them. */
export const matterCredit = z.strictObject({
  parties: z.array(
    z.strictObject({
      /** Null where the asker may not open the record. */
      record: z.string().nullable(),
      name: z.string(),
      score: z.number(),
      grade: z.enum(['A', 'B', 'C', 'D']),
      restricted: z.array(line),
    }),
  ),
  at: z.number(),
});
export type MatterCredit = z.infer<typeof matterCredit>;
/** GET /public/credit: penalties of firms and organisations while they count, the lists, and what random inspections found. */
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
  lists: z.array(
    z.strictObject({
      name: z.string(),
      list: z.enum(['abnormal', 'dishonest']),
      at: z.number(),
      ground: localized.nullable(),
      unit: localized.nullable(),
      document: z.string().nullable(),
    }),
  ),
  inspections: z.array(
    z.strictObject({
      name: z.string(),
      inspectedAt: z.number(),
      /** Until when its result must be public. */
      dueAt: z.number(),
      publishedAt: z.number().nullable(),
      isLate: z.boolean(),
      /** Null until it is published. */
      result: localized.nullable(),
      unit: localized.nullable(),
    }),
  ),
});
export type PublicCredit = z.infer<typeof publicCredit>;
