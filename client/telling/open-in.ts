import type { IncidentRow } from '#shared/views/board.ts';

/** Open incidents of a grid as the stream tells them, overdue ones first, then the newest; none without a grid. */
export function openIn(incidents: ReadonlyMap<string, IncidentRow>, grid: string | undefined): IncidentRow[] {
  if (grid === undefined) return [];
  return [...incidents.values()]
    .filter((row) => row.queue !== 'done' && row.grids.includes(grid))
    .sort((a, b) => Number(b.overdue) - Number(a.overdue) || (a.id < b.id ? 1 : -1));
}
