import type { Actor } from '#shared/access/person.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { stepsOf } from '../../../forms/row-steps.ts';

/** The steps that every one of the rows allows, with the same form, so that one form serves all. */
export function commonSteps(
  rows: readonly IncidentRow[],
  procedures: ReadonlyMap<string, Procedure>,
  actor: Actor,
): Transition[] {
  let common: Transition[] | null = null;
  const seen = new Set<string>();
  for (const row of rows) {
    const procedure = procedures.get(row.procedure);
    const steps = procedure ? stepsOf(row, procedure, actor) : [];
    // Rows that offer the same narrow nothing any more.
    const offer = `${row.procedure} ${steps.map(({ id }) => id).join(' ')}`;
    if (seen.has(offer)) continue;
    seen.add(offer);
    common = common === null ? steps : common.filter((step) => steps.some((other) => isSame(step, other)));
  }
  return common ?? [];
}

const isSame = (a: Transition, b: Transition): boolean =>
  a.id === b.id && JSON.stringify(a.form) === JSON.stringify(b.form);
