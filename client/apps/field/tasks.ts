import type { Actor } from '#shared/access/person.ts';
import { postWord } from '#shared/duty/words.ts';
import { metresBetween } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { fixed } from '../../format/number.ts';
import { stepsOf } from '../../forms/row-steps.ts';

/**
 * What a matter asks of the person in the field, most pressing first. `now`: the usual next step is this person's, or an order waits
 * for the own unit's reply; `lists`: task
 * lists of this person's post; `may`: another step is open to this person; `others`: task lists of other posts; `under-way`:
 * others are at work.
 */
export const groupNames = ['now', 'lists', 'may', 'others', 'under-way'] as const;
export type GroupName = (typeof groupNames)[number];

export interface FieldTask {
  row: IncidentRow;
  steps: readonly Transition[];
  /** Metres from here; null when it is not known where here is. */
  distanceM: number | null;
}
export interface TaskGroup {
  name: GroupName;
  tasks: readonly FieldTask[];
}
export interface FieldView {
  actor: Actor;
  procedures: ReadonlyMap<string, Procedure>;
  here: Point | null;
}

/** The open matters of a slice as a list of tasks. Empty groups are left out. */
export function groupTasks(rows: Iterable<IncidentRow>, view: FieldView): TaskGroup[] {
  const groups = new Map<GroupName, FieldTask[]>(groupNames.map((name) => [name, []]));
  for (const row of rows) {
    const task = taskOf(row, view);
    groups.get(groupOf(task, view))?.push(task);
  }
  return groupNames.flatMap((name) => {
    const tasks = groups.get(name) ?? [];
    // What one may look after on the way is near first; all else is pressing first.
    return tasks.length > 0
      ? [{ name, tasks: tasks.sort(name === 'may' && view.here ? byDistance : byPressure) }]
      : [];
  });
}

export function taskOf(row: IncidentRow, { actor, procedures, here }: FieldView): FieldTask {
  const procedure = procedures.get(row.procedure);
  return {
    row,
    steps: procedure ? stepsOf(row, procedure, actor) : [],
    // What lies nowhere is no way off.
    distanceM: here && row.grids.length > 0 ? metresBetween(here, row) : null,
  };
}

function groupOf({ row, steps }: FieldTask, { actor, procedures }: FieldView): GroupName {
  // An order that the own unit owes a reply to comes before everything else that one may do.
  if (actor.unit !== undefined && row.unanswered.includes(actor.unit)) return 'now';
  if (steps.length === 0) return 'under-way';
  // A list is titled with the post it is for; its row says it nowhere else.
  if (procedures.get(row.procedure)?.family === 'duty') {
    const word = actor.post === undefined ? undefined : postWord(actor.post);
    return word !== undefined && row.title.includes(` ${word}`) ? 'lists' : 'others';
  }
  if (steps.some(({ weight }) => weight === 'main')) return 'now';
  return steps.some((step) => leadsOn(step, procedures.get(row.procedure))) ? 'may' : 'under-way';
}

/** Whether a step is work on a matter, and not its calling off. */
function leadsOn({ to, weight }: Transition, procedure: Procedure | undefined): boolean {
  return weight !== 'danger' && procedure?.nodes.find(({ id }) => id === to)?.end === undefined;
}

/** First what is urgent, then what is late or due first. */
function byPressure(a: FieldTask, b: FieldTask): number {
  if (a.row.urgent !== b.row.urgent) return a.row.urgent ? -1 : 1;
  return dueOf(a.row) - dueOf(b.row) || (a.row.id < b.row.id ? -1 : 1);
}
function byDistance(a: FieldTask, b: FieldTask): number {
  return (a.distanceM ?? Infinity) - (b.distanceM ?? Infinity) || byPressure(a, b);
}

/** The deadline that a row runs towards. */
export const dueOf = (row: IncidentRow): number => row.stageDueAt ?? row.dueAt;

/** Metres to the nearest ten, from a kilometre on as kilometres with one decimal. */
export function distanceText(metres: number): string {
  return metres < 995 ? `${Math.max(10, Math.round(metres / 10) * 10)} m` : `${fixed(metres / 1000, 1)} km`;
}
