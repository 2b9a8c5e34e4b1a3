import type { IncidentRow } from '#shared/views/board.ts';
import { isFolded, type GroupName, type QueueGroup } from './queue.ts';

/** A line of the queue as it stands on the screen. */
export type QueueLine =
  | { kind: 'head'; key: string; group: GroupName; total: number }
  | { kind: 'row'; key: string; group: GroupName; row: IncidentRow }
  | { kind: 'more'; key: string; group: GroupName; more: number };

/** Of a group that only waits, so many stand there until it is unfolded. */
const waitingShown = 4;

/** The lines of a queue from top to bottom; what asks something of the person stands there whole. */
export function queueLines(groups: readonly QueueGroup[], unfolded: ReadonlySet<GroupName>): QueueLine[] {
  return groups.flatMap(({ name, rows }): QueueLine[] => {
    const isOpen = !isFolded(name) || unfolded.has(name);
    const shown = isOpen ? rows : rows.slice(0, waitingShown);
    const hasMore = isFolded(name) && rows.length > waitingShown;
    return [
      { kind: 'head', key: `head ${name}`, group: name, total: rows.length },
      ...shown.map((row) => ({ kind: 'row', key: row.id, group: name, row }) as const),
      ...(hasMore
        ? [{ kind: 'more', key: `more ${name}`, group: name, more: rows.length - shown.length } as const]
        : []),
    ];
  });
}

/** What has come to be taken and was not on the screen yet. */
export interface Arrivals {
  /** Known before, so that it is no arrival; null before the first look. */
  known: ReadonlySet<string> | null;
  /** Unseen ones with the instant they were reported. */
  unseen: ReadonlyMap<string, number>;
}
export const noArrivals: Arrivals = { known: null, unseen: new Map() };

/** Follows a queue: what is new to be taken stays unseen until it stood on the screen or was taken elsewhere. */
export function followArrivals(
  before: Arrivals,
  waiting: readonly Pick<IncidentRow, 'id' | 'reportedAt'>[],
  onScreen: ReadonlySet<string>,
): Arrivals {
  const { known } = before;
  const unseen = waiting.filter(
    ({ id }) => known !== null && !onScreen.has(id) && (before.unseen.has(id) || !known.has(id)),
  );
  return {
    known: new Set(waiting.map(({ id }) => id)),
    unseen: new Map(unseen.map(({ id, reportedAt }) => [id, reportedAt])),
  };
}
