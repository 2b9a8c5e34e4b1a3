import type { Actor } from '#shared/access/person.ts';
import type { Family, Procedure } from '#shared/procedure/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { groupOf, isFolded } from './queue.ts';

/** The business that a queue is divided by: what is called about, and each kind of work that has hours and days of its own. */
export const lanes = [
  'incident',
  'approval',
  'assistance',
  'enforcement',
  'agency',
  'order',
  'appeal',
  'task',
] as const;
export type Lane = (typeof lanes)[number];

const laneOfFamily: Record<Family, Lane> = {
  incident: 'incident',
  whistle: 'incident',
  mediation: 'incident',
  enterprise: 'incident',
  approval: 'approval',
  joint: 'approval',
  assistance: 'assistance',
  enforcement: 'enforcement',
  agency: 'agency',
  order: 'order',
  reform: 'order',
  supervision: 'appeal',
  duty: 'task',
};
type Procedures = ReadonlyMap<string, Procedure>;

/** The lane of a matter; one whose procedure is not known stands with the calls, so that it is seen. */
export function laneOf({ procedure }: Pick<IncidentRow, 'procedure'>, procedures: Procedures): Lane {
  return laneOfFamily[procedures.get(procedure)?.family ?? 'incident'];
}

/** What a lane holds for this person. */
export interface LaneCount {
  lane: Lane;
  /** Open matters that ask something of the person now, and all open ones; lanes together hold each matter once. */
  asking: number;
  open: number;
  /** Of the open ones, over a deadline, and supervised. */
  overdue: number;
  supervised: number;
  /** Closed ones that wait to be evaluated and archived, as far as the desk is told of them. */
  finishing: number;
  /** Something that asks is urgent. */
  urgent: boolean;
}

/** The lanes that hold anything, in their order; calls always, so that a quiet desk looks the same every day. */
export function countLanes(
  rows: Iterable<IncidentRow>,
  actor: Actor,
  procedures: Procedures,
  now: number,
): LaneCount[] {
  const none = { asking: 0, open: 0, overdue: 0, supervised: 0, finishing: 0, urgent: false };
  const counts = new Map(lanes.map((lane) => [lane, { lane, ...none }]));
  for (const row of rows) {
    const group = groupOf(row, actor, procedures, now);
    const count = counts.get(laneOf(row, procedures));
    if (group === null || !count) continue;
    if (group === 'finish') {
      count.finishing += 1;
      continue;
    }
    count.open += 1;
    if (row.overdue) count.overdue += 1;
    if (row.flags.includes('supervised')) count.supervised += 1;
    if (isFolded(group)) continue;
    count.asking += 1;
    count.urgent ||= row.urgent;
  }
  return [...counts.values()].filter(
    ({ lane, open, finishing }) => lane === 'incident' || open + finishing > 0,
  );
}

/** What all lanes hold together, and how much of what is open is no incident. */
export function sumLanes(counts: readonly LaneCount[]) {
  const sum = { open: 0, overdue: 0, supervised: 0, incidents: 0 };
  for (const { lane, open, overdue, supervised } of counts) {
    sum.open += open;
    sum.overdue += overdue;
    sum.supervised += supervised;
    if (lane === 'incident') sum.incidents += open;
  }
  return { ...sum, others: sum.open - sum.incidents };
}
