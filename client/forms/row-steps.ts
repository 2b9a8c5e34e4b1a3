import { may, takesPart } from '#shared/access/may.ts';
import type { Actor } from '#shared/access/person.ts';
import type { Guard } from '#shared/procedure/guard.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';

/**
 * What a row tells of the guards. A guard that speaks of something no row carries is left to the engine, which judges
 * every command by itself anyway.
 */
const told: Partial<Record<Guard, (row: IncidentRow, unit: string | undefined) => boolean>> = {
  'own-lead-task': (row, unit) => row.lead === unit,
  'own-co-task': (row, unit) => unit !== undefined && row.co.includes(unit),
  'own-task-unsigned': (row, unit) => unit !== undefined && row.unsigned.includes(unit),
  'own-task-signed': (row, unit) =>
    unit !== undefined && !row.unsigned.includes(unit) && !row.fedBack.includes(unit),
  'co-tasks-done': (row) => row.co.every((unit) => row.fedBack.includes(unit)),
  'extension-asked': (row) => row.asks.includes('extension'),
  'extension-not-asked': (row) => !row.asks.includes('extension'),
  'suspension-asked': (row) => row.asks.includes('suspension'),
  'suspension-not-asked': (row) => !row.asks.includes('suspension'),
  running: (row) => !row.suspended,
  suspended: (row) => row.suspended,
};

/** The steps a person may take on an incident, as far as its row tells. */
export function stepsOf(row: IncidentRow, procedure: Procedure, actor: Actor): Transition[] {
  const isOwn = actor.unit !== undefined && (row.lead === actor.unit || row.co.includes(actor.unit));
  if (!may(actor, 'act-beyond-tasks') && !isOwn) return [];
  return procedure.transitions.filter(
    (step) =>
      step.from.includes(row.node) &&
      takesPart(actor, step.by) &&
      (!step.posts || step.posts.some((post) => post === actor.post)) &&
      step.when.every((guard) => told[guard]?.(row, actor.unit) ?? true),
  );
}
