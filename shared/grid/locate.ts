import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Point } from '../geo/point.ts';
import { must } from '../kernel/must.ts';
import { levelsOfMap } from './areas-of-map.ts';
import { chainTo } from './chain.ts';
import { gridLevels, leastLevels, type GridLevel } from './levels.ts';
import { makeRaster, rasterAt, type Raster } from './raster.ts';
import { holds, inBox, packShapes, pointInside, type Shapes } from './shapes.ts';
import { narrowCells, type Cell, type GridTree } from './tree.ts';

/**
 * The grid tree of a TopoJSON with the objects `l1`, `l2` and so on, one a level, two to six, whose geometries carry `id`,
 * `name` and `p`, the index of their parent in the level above. A narrow cell without a name takes its parent's and its own number:
 * 文定社区 03 格.
 *
 * Only the narrowest level is searched; the wider cells of a chain are its parents, so a chain always hangs together.
 *
 * Borders: a cell holds its western and southern border, not its eastern and northern one (`shapes.ts`). Neighbours
 * read a shared border from the same arc, hence with the same numbers, and every place inside the outline lies in
 * exactly one cell. Within the last bits of a double round a corner, where rounding could grant a place to two
 * neighbours, the first in file order has it.
 */
export function gridTree(topology: Topology): GridTree {
  const { cells, shapes } = readCells(topology);
  let raster: Raster | undefined;
  // A screen draws its figures and lists before it looks a place up.
  return treeOf(cells, shapes, () => (raster ??= makeRaster(shapes)));
}

/** All that is computed from a map file: rows and arrays that can be kept, so that it need not be computed again. */
export interface GridSurvey {
  cells: GridTree['levels'];
  /** Of the narrow cells. */
  shapes: Shapes;
  raster: Raster;
}

export function surveyGrid(topology: Topology): GridSurvey {
  const read = readCells(topology);
  return { ...read, raster: makeRaster(read.shapes) };
}

export function layGrid({ cells, shapes, raster }: GridSurvey): GridTree {
  return treeOf(cells, shapes, () => raster);
}

function readCells(topology: Topology): Omit<GridSurvey, 'raster'> {
  const [wide, middle, ...deeper] = readLevels(topology);
  const { shapes } = deeper.at(-1) ?? middle;
  return { cells: [wide.cells, middle.cells, ...deeper.map((level) => level.cells)], shapes };
}

function treeOf(cells: GridTree['levels'], shapes: Shapes, raster: () => Raster): GridTree {
  const byId = new Map(cells.flat().map((cell) => [cell.id, cell]));
  const chains = narrowCells({ levels: cells }).map((cell) => chainOf(cell, byId));
  return {
    levels: cells,
    byId,
    locate: (place: Point) => chains[rasterAt(raster(), shapes, place.lng, place.lat)] ?? nowhere,
  };
}

/** Every narrow cell that holds a place, found by looking at each in turn: the yardstick of tests and benchmark. */
export function locateSlowly(topology: Topology): (place: Point) => string[] {
  const narrow = must(gridLevels[levelsOfMap(topology) - 1], 'grid level');
  const { cells, shapes } = readLevel(topology, narrow, []);
  return ({ lng, lat }) => {
    const found: string[] = [];
    for (let index = 0; index < shapes.count; index += 1) {
      if (inBox(shapes, index, lng, lat) && holds(shapes, index, lng, lat))
        found.push(cells[index]?.id ?? '');
    }
    return found;
  };
}

const nowhere: readonly Cell[] = [];

interface Level {
  cells: Cell[];
  shapes: Shapes;
}

function readLevels(topology: Topology): readonly [Level, Level, ...Level[]] {
  const first = readLevel(topology, 1, []);
  const second = readLevel(topology, 2, first.cells);
  const deeper: Level[] = [];
  for (const level of gridLevels.slice(leastLevels, levelsOfMap(topology)))
    deeper.push(readLevel(topology, level, (deeper.at(-1) ?? second).cells));
  return [first, second, ...deeper];
}

function readLevel(topology: Topology, level: GridLevel, parents: readonly Cell[]): Level {
  const object = must(
    topology.objects[`l${level}`],
    `grid level l${level}`,
  ) as GeometryCollection<GridProperties>;
  const { features } = feature(topology, object);
  const shapes = packShapes(
    features.map((f) => {
      if (f.geometry.type === 'Polygon') return f.geometry.coordinates;
      // Parts that lie apart are crossed by a ray as one shape is.
      if (f.geometry.type === 'MultiPolygon') return f.geometry.coordinates.flat();
      throw new Error(`grid cell ${f.properties.id} is a ${f.geometry.type}, and no area`);
    }),
  );
  const cells = features.map(({ properties: { id, name, p } }, index): Cell => {
    const parent = p === undefined ? undefined : parents[p];
    const number = id.slice(id.lastIndexOf('-') + 1);
    return {
      id,
      level,
      name: name ?? `${parent?.name ?? ''} ${number} 格`.trim(),
      parent: parent?.id ?? null,
      centre: pointInside(shapes, index),
    };
  });
  return { cells, shapes };
}

interface GridProperties {
  id: string;
  name?: string;
  /** Index of the parent in the level above. */
  p?: number;
}

function chainOf(cell: Cell, byId: ReadonlyMap<string, Cell>): readonly Cell[] {
  const chain = chainTo({ byId }, cell.id);
  if (chain.length !== cell.level) throw new Error(`missing: parent of ${chain[0]?.id ?? cell.id}`);
  return Object.freeze(chain);
}
