import { chainTo } from '#shared/grid/chain.ts';
import type { Cell, GridTree } from '#shared/grid/tree.ts';
import type { IncidentRow } from '#shared/views/board.ts';

export interface PlaceRow {
  cell: Cell;
  open: number;
  overdue: number;
}

/** The cells one level below a grid, or the widest ones, with their open matters: those with overdue ones first, then by how many. */
export function placeRows(
  tree: GridTree,
  within: readonly string[],
  grid: string | null,
  rows: readonly IncidentRow[],
): PlaceRow[] {
  const depth = grid === null ? 0 : chainTo(tree, grid).length;
  const parents = grid === null ? within : [grid];
  // A wall of one town begins with its villages.
  const start =
    grid === null && parents.length > 0 ? Math.max(...parents.map((id) => chainTo(tree, id).length)) : depth;
  const cells = (tree.levels[start] ?? []).filter(
    ({ parent }) => parents.length === 0 || (parent !== null && parents.includes(parent)),
  );
  const counts = new Map<string, { open: number; overdue: number }>();
  for (const { grids, overdue } of rows) {
    const id = grids[start];
    if (id === undefined) continue;
    const held = counts.get(id) ?? { open: 0, overdue: 0 };
    counts.set(id, { open: held.open + 1, overdue: held.overdue + Number(overdue) });
  }
  return cells
    .map((cell) => ({ cell, ...(counts.get(cell.id) ?? { open: 0, overdue: 0 }) }))
    .toSorted((a, b) => b.overdue - a.overdue || b.open - a.open || (a.cell.id < b.cell.id ? -1 : 1));
}
