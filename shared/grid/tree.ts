import type { Point } from '../geo/point.ts';

/** A cell of the grid tree. Children partition their parent. */
export interface Cell {
  id: string;
  /** 1 wide, 3 narrow. */
  level: 1 | 2 | 3;
  name: string;
  parent: string | null;
  /** A point inside the cell, for labels. */
  centre: Point;
}

export interface GridTree {
  /** Cells of level 1, 2, 3. */
  levels: readonly [readonly Cell[], readonly Cell[], readonly Cell[]];
  byId: ReadonlyMap<string, Cell>;
  /** The chain of cells a point lies in, widest first; empty when it lies in none. A point on a border belongs to exactly one cell. */
  locate(place: Point): readonly Cell[];
}
