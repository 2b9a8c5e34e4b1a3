import { chainTo } from '#shared/grid/chain.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import type { AreaGround } from '#shared/warning/recipients.ts';
import type { LoadedPack } from './loaded.ts';

/** The grids of a jurisdiction as an area is made of them. */
export function areaGroundOf({ grid }: Pick<LoadedPack, 'grid'>): AreaGround {
  return {
    leaves(grids) {
      const narrowest = narrowCells(grid);
      if (grids.length === 0) return narrowest.map(({ id }) => id);
      const wanted = new Set(grids);
      return narrowest
        .filter(({ id }) => chainTo(grid, id).some((one) => wanted.has(one.id)))
        .map(({ id }) => id);
    },
    chain: (id) => chainTo(grid, id).map((cell) => cell.id),
    parent: (id) => grid.byId.get(id)?.parent ?? null,
  };
}
