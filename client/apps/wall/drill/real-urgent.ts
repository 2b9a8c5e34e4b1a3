import type { IncidentRow } from '#shared/views/board.ts';

/** Urgent matters of the live county that came since a drill began and are still being worked on, the first to come first. */
export function realUrgent(rows: Iterable<IncidentRow>, openedAt: number): IncidentRow[] {
  return [...rows]
    .filter(
      ({ urgent, queue, reportedAt }) =>
        urgent && queue !== 'finish' && queue !== 'done' && reportedAt >= openedAt,
    )
    .sort((a, b) => a.reportedAt - b.reportedAt);
}
