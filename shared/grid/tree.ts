import type { Point } from '../geo/point.ts';
import type { GridLevel } from './levels.ts';

/** A cell of the grid tree. Children partition their parent. */
export interface Cell {
  id: string;
  /** 1 is the widest. */
  level: GridLevel;
  name: string;
  parent: string | null;
  /** A point inside the cell, for labels. */
  centre: Point;
}

export interface GridTree {
  /** Cells by level, the widest first: as many lists as the county has levels. */
  levels: readonly [readonly Cell[], readonly Cell[], ...(readonly Cell[])[]];
  byId: ReadonlyMap<string, Cell>;
  /** The chain of cells a point lies in, widest first; empty when it lies in none. A point on a border belongs to exactly one cell. */
  locate(place: Point): readonly Cell[];
}

/** The cells of the narrowest level, which no other lies in. */
export const narrowCells = ({ levels }: Pick<GridTree, 'levels'>): readonly Cell[] =>
  levels.at(-1) ?? levels[1];
