import { z } from 'zod';
import { localized } from '../kernel/localized.ts';

const id = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

/** 人、地、物、事、组织: what a base library is divided into. */
export const realms = ['people', 'places', 'things', 'affairs', 'organisations'] as const;
export type Realm = (typeof realms)[number];

/**
 * How personal a field is; missing: not at all. What is personal is sealed at rest, and `sight.ts` says who sees how much of it.
 * `basic` is sex, birth and the like; `number` an identity number, `contact` a telephone.
 */
export const sensitivities = ['name', 'basic', 'number', 'contact', 'health', 'aid'] as const;
export type Sensitivity = (typeof sensitivities)[number];

export const recordFieldTypes = [
  'text',
  'number',
  'date',
  'yes-no',
  'choice',
  'choices',
  // A number of another register: identity, credit code, plate, licence.
  'code',
  'phone',
  // Another record, or several.
  'record',
  'records',
  // A unit of the pack.
  'unit',
] as const;

export const recordField = z.strictObject({
  id,
  name: localized,
  type: z.enum(recordFieldTypes),
  required: z.boolean().optional(),
  choices: z.array(z.strictObject({ id, name: localized })).optional(),
  /** Of `record` and `records`: which kinds it may be. */
  of: z.array(id).optional(),
  personal: z.enum(sensitivities).optional(),
  /** Found by any part of its words, or by the whole number and its last four. */
  find: z.enum(['words', 'number']).optional(),
  /** What a number counts. */
  unit: localized.optional(),
});
export type RecordField = z.infer<typeof recordField>;

/**
 * A kind of record of the world, as data: its fields, who may see which, where its truth is kept, how often somebody has to look whether
 * it still holds, and how long it is kept after it ended.
 */
export const recordKind = z.strictObject({
  id,
  realm: z.enum(realms),
  name: localized,
  /** About one person: every look at it is a line of the trail. */
  about: z.literal('person').optional(),
  /** The field that stands for the record in lists. */
  title: id,
  /** Fields beside it in lists. */
  beside: z.array(id),
  /** Confirmed anew after so many days by whoever knows the place; missing: when its source says so. */
  rhythmDays: z.number().int().min(1).optional(),
  /** Years after its end. */
  keepYears: z.number().int().min(1),
  /** Whose word it is. */
  truth: localized,
  fields: z.array(recordField).min(1),
});
export type RecordKind = z.infer<typeof recordKind>;

export type Value = string | number | boolean | readonly string[];
export type Values = Readonly<Record<string, Value>>;

/** Whether a field is sealed at rest. */
export const isPersonal = (field: RecordField): boolean => field.personal !== undefined;
