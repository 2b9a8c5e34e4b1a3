import { chainTo } from '#shared/grid/chain.ts';
import { placeName } from '#shared/pack/place-name.ts';
import { openNames, type Names } from '#shared/staffing/names.ts';
import type { LoadedPack } from './loaded.ts';

/** By what units and grids are found in sheets that people bring: their ids, and every name that is usual for them. */
export function namesInSheets({ pack, grid }: LoadedPack): { unit: Names; grid: Names } {
  return {
    unit: openNames(
      pack.units.map((unit) => ({
        id: unit.id,
        names: [...Object.values(unit.name), ...Object.values(placeName(unit))],
      })),
    ),
    grid: openNames(
      [...grid.byId.values()].map((cell) => {
        const chain = chainTo(grid, cell.id).map(({ name }) => name);
        return { id: cell.id, names: [cell.name, chain.slice(-2).join(''), chain.join('')] };
      }),
    ),
  };
}
