import { may } from '#shared/access/may.ts';
import type { Actor } from '#shared/access/person.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';

/** Groups of the queue, by what they ask of the person at the desk, most pressing question first. */
export const groupNames = [
  'accept',
  'accepted',
  'dispatch',
  'check',
  'decide',
  'late',
  'sign',
  'work',
  'feed-back',
  'under-way',
  'waiting',
  'finish',
] as const;
export type GroupName = (typeof groupNames)[number];

export interface QueueGroup {
  name: GroupName;
  rows: readonly IncidentRow[];
}
type Procedures = ReadonlyMap<string, Procedure>;

/** The moment from which a stage counts as nearly over: the last fifth of it, and never less than its last 30 minutes. */
export function soonFrom(row: IncidentRow): number | null {
  if (row.stageDueAt === null) return null;
  const span = Math.max(0, row.stageDueAt - row.nodeSince);
  return row.stageDueAt - Math.max(span / 5, 30 * minuteMs);
}

/** The group of one row, or null when this person has nothing to do with it. */
export function groupOf(
  row: IncidentRow,
  actor: Actor,
  procedures: Procedures,
  now: number,
): GroupName | null {
  if (row.queue === 'done') return null;
  return may(actor, 'work-for-unit')
    ? handlerGroup(row, actor, procedures)
    : dutyGroup(row, procedures.get(row.procedure), now);
}

/** Whether nobody has taken a matter yet: the step that takes it from the start can still be taken. */
export function isUntaken(row: IncidentRow, procedure: Procedure | undefined): boolean {
  if (!procedure) return true;
  const taking = procedure.transitions.find(
    (step) => step.weight === 'main' && step.to !== undefined && step.from.includes(procedure.start),
  );
  return row.node === procedure.start || (taking?.from.includes(row.node) ?? false);
}

function dutyGroup(row: IncidentRow, procedure: Procedure | undefined, now: number): GroupName {
  if (row.queue === 'accept') return isUntaken(row, procedure) ? 'accept' : 'accepted';
  if (row.queue === 'dispatch' || row.queue === 'check' || row.queue === 'finish') return row.queue;
  if (row.asks.length > 0) return 'decide';
  if (row.suspended) return 'waiting';
  const soon = soonFrom(row);
  return row.overdue || (soon !== null && now >= soon) ? 'late' : 'under-way';
}

function handlerGroup(row: IncidentRow, actor: Actor, procedures: Procedures): GroupName | null {
  const unit = actor.unit;
  if (unit === undefined) return null;
  if (row.lead !== unit && !row.co.includes(unit)) return orderGroup(row, unit);
  // What is closed asks nothing of a unit any more.
  if (row.queue === 'finish') return null;
  if (row.queue !== 'work' || row.suspended || row.fedBack.includes(unit)) return 'waiting';
  if (row.unsigned.includes(unit)) return 'sign';
  const guard = row.lead === unit ? 'own-lead-task' : 'own-co-task';
  const next = procedures
    .get(row.procedure)
    ?.transitions.find(
      (t) =>
        t.weight === 'main' &&
        t.from.includes(row.node) &&
        t.by.includes('handler') &&
        t.when.includes(guard) &&
        !t.when.includes('own-task-unsigned'),
    );
  return next?.effects.some((effect) => effect.do === 'finish-task') ? 'feed-back' : 'work';
}

/** A unit without a task that was given an order has to read it, and to answer. */
function orderGroup({ unread, unanswered }: IncidentRow, unit: string): GroupName | null {
  if (unread.includes(unit)) return 'sign';
  return unanswered.includes(unit) ? 'feed-back' : null;
}

const byMachine = ({ source }: IncidentRow): boolean => source === 'sensor' || source === 'camera';

/** First what is urgent, then what a person waits for, then what is due first, then what was reported first. */
export function byPressure(a: IncidentRow, b: IncidentRow): number {
  if (a.urgent !== b.urgent) return a.urgent ? -1 : 1;
  // Before anybody has taken it, a device's word stands below every call.
  if (a.queue === 'accept' && byMachine(a) !== byMachine(b)) return byMachine(a) ? 1 : -1;
  const due = (a.stageDueAt ?? a.dueAt) - (b.stageDueAt ?? b.dueAt);
  return due !== 0 ? due : a.reportedAt - b.reportedAt || (a.id < b.id ? -1 : 1);
}

/** The queue of a person: groups in order, each sorted; empty groups are left out. */
export function groupQueue(
  rows: Iterable<IncidentRow>,
  actor: Actor,
  procedures: Procedures,
  now: number,
): QueueGroup[] {
  const groups = new Map<GroupName, IncidentRow[]>();
  for (const row of rows) {
    const name = groupOf(row, actor, procedures, now);
    if (name === null) continue;
    const list = groups.get(name);
    if (list) list.push(row);
    else groups.set(name, [row]);
  }
  return groupNames.flatMap((name) => {
    const list = groups.get(name);
    return list ? [{ name, rows: list.sort(byPressure) }] : [];
  });
}

/** Groups that ask nothing of a person now. */
export const isFolded = (name: GroupName): boolean =>
  name === 'under-way' || name === 'waiting' || name === 'finish';

const idsOf = (groups: readonly QueueGroup[]): string[] =>
  groups.flatMap((group) => group.rows.map((row) => row.id));

/** The place of a row in the order of the screen; null when it is not shown. */
export function placeOf(groups: readonly QueueGroup[], id: string | null): number | null {
  const place = id === null ? -1 : idsOf(groups).indexOf(id);
  return place < 0 ? null : place;
}

/**
 * The row `step` places on from `current` in the order of the screen; the first or last when there is none or no further.
 * Of a current row that is gone, `place` is where it stood: the next one is what took its place.
 */
export function neighbour(
  groups: readonly QueueGroup[],
  current: string | null,
  step: 1 | -1,
  place = 0,
): string | null {
  const ids = idsOf(groups);
  const at = placeOf(groups, current);
  if (at === null && current === null) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  const to = at === null ? (step === 1 ? place : place - 1) : at + step;
  return ids[Math.min(ids.length - 1, Math.max(0, to))] ?? null;
}
