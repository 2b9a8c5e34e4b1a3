import { may } from '#shared/access/may.ts';
import type { Actor } from '#shared/access/person.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import type { IncidentRow, WarningRow } from '#shared/views/board.ts';
import { stepsOf } from '../../../forms/row-steps.ts';

/** Something urgent that nobody has taken yet. It calls until somebody does. */
export type Call =
  | { kind: 'incident'; id: string; since: number; row: IncidentRow; step: Transition }
  | { kind: 'warning'; id: string; since: number; row: WarningRow };

/**
 * The step by which an incident is taken, when it waits to be: for an officer the first main step of its procedure, for a
 * handler the signing of the own task.
 */
export function takingStep(row: IncidentRow, procedure: Procedure, actor: Actor): Transition | null {
  const main = (step: Transition): boolean => step.weight === 'main' && step.form.every((f) => !f.required);
  const steps = stepsOf(row, procedure, actor).filter(main);
  if (may(actor, 'work-for-unit'))
    return steps.find((step) => step.when.includes('own-task-unsigned')) ?? null;
  if (!may(actor, 'man-desk')) return null;
  return steps.find((step) => step.from.includes(procedure.start) && step.to !== undefined) ?? null;
}

/** Yellow and blue warnings can wait for what endangers somebody now. */
const canWait = (call: Call): boolean =>
  call.kind === 'warning' && (call.row.colour === 'yellow' || call.row.colour === 'blue');

/**
 * What calls at this seat: what cannot wait first, then what has waited longest. A warning calls those who may take note of it, by the
 * `grids` of the seat (none: all of the jurisdiction); others know of it.
 */
export function callsOf(
  rows: Iterable<IncidentRow>,
  warnings: Iterable<WarningRow>,
  { actor, grids }: { actor: Actor; grids: readonly string[] },
  procedures: ReadonlyMap<string, Procedure>,
): Call[] {
  const calls: Call[] = [];
  for (const row of rows) {
    if (!row.urgent) continue;
    const procedure = procedures.get(row.procedure);
    const step = procedure ? takingStep(row, procedure, actor) : null;
    const since = may(actor, 'work-for-unit') ? row.nodeSince : row.reportedAt;
    if (step) calls.push({ kind: 'incident', id: row.id, since, row, step });
  }
  if (may(actor, 'man-desk'))
    for (const row of warnings)
      if (row.takenAt === null && (grids.length === 0 || row.around.some((grid) => grids.includes(grid))))
        calls.push({ kind: 'warning', id: row.id, since: row.issuedAt, row });
  return calls.sort(
    (a, b) => Number(canWait(a)) - Number(canWait(b)) || a.since - b.since || (a.id < b.id ? -1 : 1),
  );
}
