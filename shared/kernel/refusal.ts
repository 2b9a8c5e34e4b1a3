import { englishOf, type Reason, type ReasonId, type Said } from './reasons.ts';

/** Why a command or an input was not carried out. A refusal is a value, never thrown. */
export interface Refusal {
  kind: 'refusal';
  code: RefusalCode;
  /**
   * One sentence for a person, in English: for integrators and logs. Screens word it by `reasonId` and `values`; what a page refuses
   * itself has the id here.
   */
  reason: string;
  /** The sentence among `english.ts`; missing where another system, or a version without ids, wrote the reason. */
  reasonId?: ReasonId;
  values?: Readonly<Record<string, string | number>>;
  /** The field at fault, as a path: `form.lead`, `readings.3.value`. */
  field?: string;
  /** For `conflict`: who was first, with what, when (epoch ms UTC). */
  winner?: { by: string; act: string; at: number };
}

export const refusalCodes = [
  'invalid', // the input does not have the form asked for
  'unknown', // it names something that does not exist here
  'forbidden', // the actor may not do this, or not here
  'unauthenticated', // nobody is signed in, or the token is not valid
  'not-now', // the life cycle does not allow this act in the present node
  'conflict', // somebody else changed it first
  'duplicate', // the same thing is already there
  'absurd', // a value no real instrument or place can have
  'reused', // the key of an act was used for another one
  'too-old', // measured before anything is kept
  'future', // measured later than now plus the tolerance
  'too-large', // more than a door takes at once
  'busy', // a bounded queue is full; try again
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** What is told to a person: the English sentence, and what words it in another language. */
export type Told = Pick<Refusal, 'reason' | 'reasonId' | 'values'>;

/** A reason with its English sentence. */
export function toldOf(said: Reason): Told {
  const { id, values } = said;
  return { reason: englishOf(said), reasonId: id, ...(values !== undefined && { values }) };
}

/** Makes a refusal of a sentence, its values where it has some, and the field at fault. */
export function refuse<Id extends ReasonId>(
  code: RefusalCode,
  id: Id,
  ...rest: [...Said<Id>, field?: string]
): Refusal;
export function refuse(code: RefusalCode, reason: Reason, field?: string): Refusal;
export function refuse(
  code: RefusalCode,
  said: Reason | ReasonId,
  ...rest: (Reason['values'] | string)[]
): Refusal {
  const field = rest.find((one) => typeof one === 'string');
  const values = rest.find((one) => typeof one === 'object');
  const reason = typeof said === 'string' ? { id: said, ...(values !== undefined && { values }) } : said;
  return { kind: 'refusal', code, ...toldOf(reason), ...(field !== undefined && { field }) };
}

/** Tells a refusal from any other answer. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'refusal';
}
