/** Why a command or an input was not carried out. A refusal is a value, never thrown. */
export interface Refusal {
  kind: 'refusal';
  code: RefusalCode;
  /** One sentence for a person. */
  reason: string;
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

/** Makes a refusal. */
export function refuse(code: RefusalCode, reason: string, field?: string): Refusal {
  return field === undefined ? { kind: 'refusal', code, reason } : { kind: 'refusal', code, reason, field };
}

/** Tells a refusal from any other answer. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'refusal';
}
