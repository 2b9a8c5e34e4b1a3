import type { Actor } from '#shared/access/person.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Topology } from 'topojson-specification';
import type { CellBodies } from '#shared/pack/cell.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import type { CatalogueItem, Pack, Staff, Unit } from '#shared/pack/schema.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import type { Matrix } from '#shared/responsibility/matrix.ts';
import type { Rule } from '#shared/sensing/rule.ts';

/** The map file that a folder has: where it lies, and a way to read it. */
export interface MapFile {
  path: string;
  read(): Topology;
}

/** A checked pack with the look-ups the house needs. */
export interface LoadedPack {
  id: string;
  /** Counts up with every change that took effect; 1 is the folder as it lies there. */
  edition: number;
  pack: Pack;
  grid: GridTree;
  /** The map file of its folder; missing where there is none to read. */
  outlines?: MapFile;
  /** Cells that are other than in the map file, by id. */
  cells?: CellBodies;
  /** The map file as it is now, where outlines were drawn anew. */
  map?: Topology;
  units: ReadonlyMap<string, Unit>;
  items: ReadonlyMap<string, CatalogueItem>;
  /** The item by which a matter still goes that began at this instant, where a change since is for new matters alone. */
  formerItem?(id: string, began: number): CatalogueItem | undefined;
  procedures: ReadonlyMap<string, Procedure>;
  /** Parts that are in the pack no more and stand in `items` and `procedures` for the matters that began with them. */
  retired?: Retired;
  /** Entries of its lists, in their order. */
  listed: ReadonlyMap<string, ListedItem>;
  /** Ordinal of each sensor in use: its place in `pack.sensors`, and its number in tables and frames. */
  sensorOrdinals: ReadonlyMap<string, number>;
  cameraOrdinals: ReadonlyMap<string, number>;
  staff: ReadonlyMap<string, Staff>;
  /** Staff of a grid cell, its head first. */
  staffOf(grid: string): readonly Staff[];
  /** Rules of each sensor, by ordinal. */
  rulesOf(ordinal: number): readonly Rule[];
  /** The unit of the town or community that answers for a grid chain, innermost last. */
  unitsOfGrid(grids: readonly string[]): readonly Unit[];
  /** Who leads and who helps, by area and catalogue item. */
  matrix: Matrix;
  duty: { phone: string; place: Point; actor: Actor };
}

/** What a pack had once. Nothing new begins with it. */
export interface Retired {
  items: readonly CatalogueItem[];
  procedures: readonly Procedure[];
}
