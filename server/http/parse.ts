import type { z } from 'zod';
import { because, isReasonId, type Reason } from '#shared/kernel/reasons.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { findBadText } from '../commands/clean-text.ts';

interface Fault {
  path: PropertyKey[];
  message: string;
}

/** Parses what came over the wire; a refusal names the first field at fault, and `at` when it is the whole. */
export function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  at: string,
): { ok: true; value: z.output<S> } | { ok: false; refusal: Refusal } {
  const read = schema.safeParse(value);
  if (read.success) {
    const bad = findBadText(read.data);
    if (bad === null) return { ok: true, value: read.data };
    return {
      ok: false,
      refusal: refuse('invalid', 'bad-character', bad || at),
    };
  }
  const fault = firstFault(read.error.issues);
  const field = fault.path.map(String).join('.').slice(0, 200);
  return { ok: false, refusal: refuse('invalid', asked(fault.message), field === '' ? at : field) };
}

/** A schema of ours says a sentence by its id; all else is told in zod's words. */
function asked(message: string): Reason {
  return isReasonId(message) ? { id: message } : because('not-as-asked', { what: clip(message) });
}

/** Messages quote unknown keys, which may be as long as the sender likes. */
function clip(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

function firstFault(issues: z.core.$ZodIssue[]): Fault {
  const [issue] = issues;
  if (!issue) return { path: [], message: 'invalid' };
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of the branches, the one that was meant: its discriminator fits.
    const meant = issue.errors.find((branch) => !branch.some(isOtherKind)) ?? issue.errors[0] ?? [];
    const inner = firstFault(meant);
    if (meant.length > 0) return { path: [...issue.path, ...inner.path], message: inner.message };
  }
  if (issue.code === 'unrecognized_keys')
    return { path: [...issue.path, issue.keys[0] ?? ''], message: 'this field is not known here' };
  return { path: issue.path, message: issue.message };
}

function isOtherKind(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_union' && 'discriminator' in issue && issue.path.length === 1;
}
