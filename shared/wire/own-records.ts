import { z } from 'zod';
import { keepingRules } from '../record/erasure.ts';
import { purposes, readActs } from '../record/purpose.ts';
import { trackingCode } from './public.ts';

/** What people ask of what is kept about them: who looked, and to have it corrected or erased. */
const id = z.string().regex(/^[0-9a-z]{8,16}$/, 'the id of a record');
const name = z.string().trim().min(2).max(64);
const identity = z.string().trim().min(5).max(18);
const why = z.string().trim().min(2).max(200);

/** POST /public/record-reads: by the code of an own matter, whose telephone has to be that of the record. */
export const ownReadsQuery = z.strictObject({ code: trackingCode, name, identity });
/** A look as its person reads it. */
export const ownRead = z.strictObject({
  at: z.number(),
  by: z.string(),
  role: z.string(),
  unit: z.string().nullable(),
  act: z.enum(readActs),
  purpose: z.enum(purposes),
  why: z.string().nullable(),
  fields: z.array(z.string()),
});
export const ownReads = z.strictObject({
  /** Newest first, at most 200. */
  reads: z.array(ownRead),
  days30: z.number(),
});
export type OwnReads = z.infer<typeof ownReads>;

/** POST /record-people/search: the data officer types what the person's paper says; nothing is found by less. */
export const personQuery = z.strictObject({ name, identity });
export const personFound = z.strictObject({
  people: z.array(
    z.strictObject({
      id,
      version: z.number(),
      endedAt: z.number().nullable(),
      grids: z.array(z.string()),
      /** Fields that hold something, never what. */
      filled: z.array(z.string()),
      plan: z.strictObject({
        erased: z.array(z.string()),
        kept: z.array(z.strictObject({ field: z.string(), by: z.array(z.enum(keepingRules)) })),
        isWhole: z.boolean(),
      }),
      openMatters: z.array(z.string()),
      /** Other records that tell of the person, and which fields. */
      others: z.array(z.strictObject({ id, kind: z.string(), fields: z.array(z.string()) })),
      ...ownReads.shape,
    }),
  ),
});
export type PersonFound = z.infer<typeof personFound>;
export const personErasure = z.strictObject({ version: z.number().int().min(1), why });
export const personErased = z.strictObject({ id, erased: z.array(z.string()), others: z.number() });
export const personCorrection = z.strictObject({
  version: z.number().int().min(1),
  why,
  values: z
    .strictObject({
      name: name.optional(),
      identity: identity.optional(),
      phone: z.string().trim().max(20).optional(),
      contact: z.string().trim().max(20).optional(),
      birth: z.string().max(10).optional(),
    })
    .refine(
      (values) => Object.values(values).some((one) => one !== undefined),
      'name what is to be corrected',
    ),
});
export const personCorrected = z.strictObject({ id, version: z.number(), others: z.number() });
