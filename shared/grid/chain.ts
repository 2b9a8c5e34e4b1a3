import type { Cell, GridTree } from './tree.ts';

/** A cell with all that hold it, widest first; empty when there is none of that id. */
export function chainTo({ byId }: Pick<GridTree, 'byId'>, id: string): Cell[] {
  const chain: Cell[] = [];
  for (let cell = byId.get(id); cell; cell = cell.parent === null ? undefined : byId.get(cell.parent))
    chain.unshift(cell);
  return chain;
}
