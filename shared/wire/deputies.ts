import { z } from 'zod';
import { localized } from '../kernel/localized.ts';
import { roles } from '../access/person.ts';

/** Deputies: who acts for whom, from when until when, below `/api/:jurisdiction`. */

const login = z.string().min(1).max(64);
const named = z.strictObject({ id: z.string(), name: localized });
const someone = z.strictObject({
  login: z.string(),
  name: z.string(),
  role: z.enum(roles),
  unit: named.nullable(),
});

export const deputy = z.strictObject({
  id: z.string(),
  /** Who is stood in for; null: a unit is. */
  person: someone.nullable(),
  unit: named.nullable(),
  /** Null: the account is gone. */
  deputy: someone.nullable(),
  /** [from, until), ms since 1970. */
  from: z.number(),
  until: z.number(),
  why: z.string(),
  madeAt: z.number(),
});
export type Deputy = z.infer<typeof deputy>;

/** GET /deputies: the own ones and those one is, that are not over; `acting` is the one by which one sits here now. */
export const ownDeputies = z.strictObject({
  mine: z.array(deputy),
  others: z.array(deputy),
  acting: z.string().nullable(),
  /** The time that terms are told in. */
  time: z.strictObject({ utcOffsetMinutes: z.number().int(), zone: z.string().optional() }),
});
export type OwnDeputies = z.infer<typeof ownDeputies>;

/** GET /deputies/candidates: whom one may name for oneself, at most twenty. */
export const candidateQuery = z.strictObject({ q: z.string().max(64).default('') });
export const candidates = z.array(someone);
export type Candidate = z.infer<typeof someone>;

const term = {
  deputy: login,
  /** Ms since 1970; from now when missing. */
  from: z.number().int().min(0).optional(),
  until: z.number().int().min(0),
  why: z.string().trim().min(1).max(200),
};
/** POST /deputies */
export const newDeputy = z.strictObject(term);
/** POST /people/deputies: for somebody, or for a unit. */
export const newDeputyFor = z
  .strictObject({ ...term, person: login.optional(), unit: z.string().min(1).max(64).optional() })
  .refine(({ person, unit }) => (person === undefined) !== (unit === undefined), {
    path: ['person'],
    message: 'name a person or a unit, and not both',
  });
/** GET /people/deputies: of the own area, those that are not over; a year of ended ones too with `past`. */
export const deputiesQuery = z.strictObject({ past: z.enum(['0', '1']).default('0') });
export const deputyList = z.array(deputy);
/** POST /session/deputy: sits down for somebody, or with null as oneself again. */
export const standIn = z.strictObject({ deputy: z.string().max(64).nullable() });
