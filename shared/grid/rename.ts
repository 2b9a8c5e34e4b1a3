import type { Cell, GridTree } from './tree.ts';

/** The same cells with some of their names changed: `names` by id. A chain is the same array for every place of a cell. */
export function renameCells(grid: GridTree, names: ReadonlyMap<string, string>): GridTree {
  if (names.size === 0) return grid;
  const renamed = new Map(
    [...grid.byId.values()].map((cell): [string, Cell] => {
      const name = names.get(cell.id);
      return [cell.id, name === undefined ? cell : { ...cell, name }];
    }),
  );
  const now = (cells: readonly Cell[]): Cell[] => cells.map((cell) => renamed.get(cell.id) ?? cell);
  const chains = new Map<readonly Cell[], readonly Cell[]>();
  const [wide, middle, ...deeper] = grid.levels;
  return {
    levels: [now(wide), now(middle), ...deeper.map(now)],
    byId: renamed,
    locate(place) {
      const before = grid.locate(place);
      let chain = chains.get(before);
      if (!chain) chains.set(before, (chain = now(before)));
      return chain;
    },
  };
}
