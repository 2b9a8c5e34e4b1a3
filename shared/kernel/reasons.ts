import { z } from 'zod';
import { english } from './english.ts';

export type ReasonId = keyof typeof english;

/** Names of the values in a sentence: what stands in braces. */
type HolesOf<Sentence extends string> = Sentence extends `${string}{${infer Hole}}${infer Rest}`
  ? Hole | HolesOf<Rest>
  : never;
export type ValuesOf<Id extends ReasonId> = Readonly<Record<HolesOf<(typeof english)[Id]>, string | number>>;
/** The values that a sentence asks for; none for one without. */
export type Said<Id extends ReasonId> = [HolesOf<(typeof english)[Id]>] extends [never]
  ? []
  : [values: ValuesOf<Id>];

/** Sentences without values. */
export type PlainReasonId = {
  [Id in ReasonId]: [HolesOf<(typeof english)[Id]>] extends [never] ? Id : never;
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

/** Whether the house has this sentence; on a page, whose words lie in its language, of none. */
export function isReasonId(id: string): id is ReasonId {
  return Object.hasOwn(english, id);
}

/** The English sentence with its values; the id itself on a page, which has none and words it by its language. */
export function englishOf({ id, values }: Reason): string {
  const sentences: Readonly<Partial<Record<ReasonId, string>>> = english;
  return filled(sentences[id] ?? id, values);
}

/** On the wire: what a newer server says may be unknown to a page, which then shows the English sentence. */
export const reasonId = z.string().max(64);
export const reasonValues = z.record(z.string(), z.union([z.string(), z.number()]));
