import type { IncidentRow } from '#shared/views/board.ts';

export type KeyReason = 'planned' | 'warned' | 'urgent' | 'supervised' | 'overdue' | 'rework' | 'repeated';
export interface KeyIncident {
  row: IncidentRow;
  /** Why it stands among the key ones, the weightiest reason; null when it only has waited longest. */
  reason: KeyReason | null;
}

const weights: Record<KeyReason, number> = {
  planned: 64,
  warned: 32,
  urgent: 16,
  supervised: 8,
  overdue: 4,
  rework: 2,
  repeated: 1,
};

/** What the plan in force is about; nothing in peace. */
export type IsPlanned = (row: IncidentRow) => boolean;
const nothing: IsPlanned = () => false;

/** All reasons for which an incident is a key one, the weightiest first. */
export function keyReasons(
  row: IncidentRow,
  warned: ReadonlySet<string>,
  isPlanned: IsPlanned = nothing,
): KeyReason[] {
  const holds: Record<KeyReason, boolean> = {
    planned: isPlanned(row),
    warned: warned.has(row.id),
    urgent: row.urgent,
    supervised: row.flags.includes('supervised'),
    overdue: row.overdue,
    rework: row.reworks > 0,
    repeated: row.occurrences > 2,
  };
  return (Object.keys(weights) as KeyReason[]).filter((reason) => holds[reason]);
}

/** Whether every unit on it has said that it is done: what is left is a look at it. */
function hasAllReported({ lead, co, fedBack }: IncidentRow): boolean {
  return lead !== null && [lead, ...co].every((unit) => fedBack.includes(unit));
}

/**
 * The incidents everybody in the room should know of, at most `most`: by the sum of their reasons, then those in which a unit still
 * owes something, then the one that has run longest. Those waiting only for their paper work (queue `finish` or `done`) are none.
 */
export function keyIncidents(
  rows: Iterable<IncidentRow>,
  warned: ReadonlySet<string>,
  most: number,
  isPlanned: IsPlanned = nothing,
): KeyIncident[] {
  return [...rows]
    .filter(({ queue }) => queue !== 'finish' && queue !== 'done')
    .map((row) => {
      const reasons = keyReasons(row, warned, isPlanned);
      return {
        row,
        reason: reasons[0] ?? null,
        weight: reasons.reduce((sum, reason) => sum + weights[reason], 0),
        isReported: hasAllReported(row),
      };
    })
    .sort(
      (a, b) =>
        b.weight - a.weight ||
        Number(a.isReported) - Number(b.isReported) ||
        a.row.reportedAt - b.row.reportedAt ||
        (a.row.id < b.row.id ? -1 : 1),
    )
    .slice(0, most)
    .map(({ row, reason }) => ({ row, reason }));
}
