import { chainTo } from '#shared/grid/chain.ts';
import type { Cell, GridTree } from '#shared/grid/tree.ts';
import type { Point } from '#shared/geo/point.ts';

/** Where something is, and how somebody knows: from the satellites, from the map, or no closer than its grid. */
export interface ChosenPlace {
  place: Point;
  how: 'satellite' | 'map' | 'grid';
  /** Cells that hold it, widest first; empty outside, null while there is no map to tell by. */
  chain: readonly string[] | null;
}

/** A place that was measured or pointed at. */
export function pointPlace(place: Point, how: 'satellite' | 'map', tree: GridTree | null): ChosenPlace {
  return { place, how, chain: tree && tree.locate(place).map(({ id }) => id) };
}

/** The middle of a grid, for who knows no better. */
export function gridPlace(id: string, tree: GridTree): ChosenPlace | null {
  const chain = chainTo(tree, id);
  const cell = chain.at(-1);
  return cell ? { place: cell.centre, how: 'grid', chain: chain.map((one) => one.id) } : null;
}

/** A level of the choice by grid: what is chosen there, and from what. */
export interface GridLevel {
  chosen: string;
  cells: readonly Cell[];
}

/** The choice by grid, level by level, below the grids that somebody answers for: the ones of the own first. */
export function gridLevels(tree: GridTree, own: readonly string[], chosen: string): GridLevel[] {
  const chain = chainTo(tree, chosen);
  const roots = own.flatMap((id) => tree.byId.get(id) ?? []);
  const start = chain.findIndex(({ id }) => own.includes(id));
  const levels: GridLevel[] = [{ chosen: chain[start]?.id ?? roots[0]?.id ?? '', cells: roots }];
  for (let level = levels[0]; level && level.chosen !== ''; level = levels.at(-1)) {
    const { chosen: parent } = level;
    const cells = tree.levels.flat().filter((cell) => cell.parent === parent);
    if (cells.length === 0) break;
    levels.push({ chosen: chain.find((cell) => cell.parent === parent)?.id ?? '', cells });
  }
  return levels;
}

/** The names of a chain; ids as long as there is no map to name them by. */
export function pathOf(ids: readonly string[], tree: GridTree | null): string {
  return ids.map((id) => tree?.byId.get(id)?.name ?? id).join(' › ');
}
