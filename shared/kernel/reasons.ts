import { z } from 'zod';
import { reasonsOfActs } from './reasons-of-acts.ts';
import { reasonsOfDoors } from './reasons-of-doors.ts';
import { reasonsOfPacks } from './reasons-of-packs.ts';
import { reasonsOfRecords } from './reasons-of-records.ts';
import { reasonsOfSheets } from './reasons-of-sheets.ts';

/** Every sentence that a refusal can say, in English, by id. A language of the screens has the same ids in its folder. */
export const reasons = {
  ...reasonsOfActs,
  ...reasonsOfDoors,
  ...reasonsOfPacks,
  ...reasonsOfRecords,
  ...reasonsOfSheets,
} as const;
export type ReasonId = keyof typeof reasons;

/** Names of the values in a sentence: what stands in braces. */
type HolesOf<Sentence extends string> = Sentence extends `${string}{${infer Hole}}${infer Rest}`
  ? Hole | HolesOf<Rest>
  : never;
export type ValuesOf<Id extends ReasonId> = Readonly<Record<HolesOf<(typeof reasons)[Id]>, string | number>>;
/** The values that a sentence asks for; none for one without. */
export type Said<Id extends ReasonId> = [HolesOf<(typeof reasons)[Id]>] extends [never]
  ? []
  : [values: ValuesOf<Id>];

/** Sentences without values. */
export type PlainReasonId = {
  [Id in ReasonId]: [HolesOf<(typeof reasons)[Id]>] extends [never] ? Id : never;
}[ReasonId];

/** What a refusal says: a sentence and its values, for every language to word. */
export interface Reason {
  id: ReasonId;
  values?: Readonly<Record<string, string | number>>;
}

/** Makes a reason; the compiler asks for the values of the sentence. */
export function because<Id extends ReasonId>(id: Id, ...[values]: Said<Id>): Reason {
  return values === undefined ? { id } : { id, values };
}

/** Puts values into a sentence. */
export function filled(sentence: string, values?: Reason['values']): string {
  if (values === undefined) return sentence;
  return sentence.replaceAll(/\{(\w+)\}/gu, (hole, name: string) => String(values[name] ?? hole));
}

export function isReasonId(id: string): id is ReasonId {
  return Object.hasOwn(reasons, id);
}

/** On the wire: what a newer server says may be unknown to a page, which then shows the English sentence. */
export const reasonId = z.string().max(64);
export const reasonValues = z.record(z.string(), z.union([z.string(), z.number()]));
