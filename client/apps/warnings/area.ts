import { chainTo } from '#shared/grid/chain.ts';
import { narrowCells, type GridTree } from '#shared/grid/tree.ts';
import type { AreaGround } from '#shared/warning/recipients.ts';

/** The grids of the map as an area is made of them: as the server counts recipients. */
export function areaGroundOf(tree: GridTree): AreaGround {
  const narrowest = narrowCells(tree);
  const chain = (id: string): string[] => chainTo(tree, id).map((cell) => cell.id);
  return {
    chain,
    leaves(grids) {
      const wanted = new Set(grids);
      const ids = narrowest.map(({ id }) => id);
      return grids.length === 0 ? ids : ids.filter((id) => chain(id).some((one) => wanted.has(one)));
    },
    parent: (id) => tree.byId.get(id)?.parent ?? null,
  };
}
