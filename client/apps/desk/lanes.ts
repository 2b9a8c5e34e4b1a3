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
  /** Matters that ask something of the person now, and all of them. */
  asking: number;
  all: number;
  urgent: boolean;
}

/** The lanes that hold anything, in their order; calls always, so that a quiet desk looks the same every day. */
export function countLanes(
  rows: Iterable<IncidentRow>,
  actor: Actor,
  procedures: Procedures,
  now: number,
): LaneCount[] {
  const counts = new Map(lanes.map((lane) => [lane, { lane, asking: 0, all: 0, urgent: false }]));
  for (const row of rows) {
    const group = groupOf(row, actor, procedures, now);
    const count = counts.get(laneOf(row, procedures));
    if (group === null || !count) continue;
    count.all += 1;
    if (isFolded(group)) continue;
    count.asking += 1;
    count.urgent ||= row.urgent;
  }
  return [...counts.values()].filter(({ lane, all }) => lane === 'incident' || all > 0);
}
