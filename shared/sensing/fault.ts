import type { z } from 'zod';
import type { RefusalCode } from '../kernel/refusal.ts';
import { instantIn } from './reading.ts';

/** Why one item of a batch was not taken. */
export interface Fault {
  code: RefusalCode;
  reason: string;
  field?: string;
}

/** Instants of measurement a door takes, epoch ms, both ends included. */
export interface Window {
  oldest: number;
  newest: number;
}

/** Why an instant lies outside the window, or null. */
export function instantFault(at: number, window: Window): Fault | null {
  if (at < window.oldest)
    return { code: 'too-old', reason: 'measured before anything is kept or taken', field: 'at' };
  if (at > window.newest) return { code: 'future', reason: 'measured later than now', field: 'at' };
  return null;
}

/** Epoch ms of an instant given as text (ISO 8601 with an offset), or null. */
export function instantOf(text: unknown): number | null {
  const read = instantIn.safeParse(text);
  if (!read.success) return null;
  const at = typeof read.data === 'number' ? read.data : Date.parse(read.data);
  return Number.isSafeInteger(at) ? at : null;
}

const numericIssues = new Set(['too_big', 'too_small']);

/** Checks an item against a schema, for the doors whose traffic is slow enough for zod. */
export function checkItem<T>(schema: z.ZodType<T>, item: unknown): { item: T } | { fault: Fault } {
  const read = schema.safeParse(item);
  if (read.success) return { item: read.data };
  const issue = read.error.issues[0];
  if (!issue) return { fault: { code: 'invalid', reason: 'not of the form asked for' } };
  const field = issue.code === 'unrecognized_keys' ? issue.keys[0] : String(issue.path[0] ?? '');
  const given = (item as Record<string, unknown> | null | undefined)?.[field ?? ''];
  const isAbsurd =
    typeof given === 'number' && field !== 'at' && (numericIssues.has(issue.code) || !Number.isFinite(given));
  const fault: Fault = { code: isAbsurd ? 'absurd' : 'invalid', reason: issue.message };
  return { fault: field ? { ...fault, field } : fault };
}
