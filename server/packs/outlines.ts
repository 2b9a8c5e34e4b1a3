import type { FeatureCollection, MultiPolygon, Position } from 'geojson';
import { mergeArcs } from 'topojson-client';
import { topology as joinBorders } from 'topojson-server';
import type {
  GeometryCollection,
  MultiPolygon as Arcs,
  Polygon as ArcsOfOne,
  Topology,
  Transform,
} from 'topojson-specification';
import type { Area, Areas, Spot } from '#shared/grid/area.ts';
import { areasOfMap, levelsOfMap } from '#shared/grid/areas-of-map.ts';
import { levelColumns } from '#shared/grid/levels.ts';
import type { CellBodies } from '#shared/pack/cell.ts';

interface Properties {
  id: string;
  name?: string;
  /** Index of the parent in the level above. */
  p?: number;
}
type Level = GeometryCollection<Properties>;

/** A cell of a map file, by what it says of itself. */
interface Cell {
  id: string;
  parent: string | undefined;
  properties: Properties;
}
/** A map file as cells: its levels, the widest first, and the ground of the narrowest. */
export interface MapCells {
  levels: Cell[][];
  areas: Areas;
}

export function cellsOfMap(topology: Topology): MapCells {
  const made: Cell[][] = [];
  for (const name of levelColumns.slice(0, levelsOfMap(topology))) {
    const { geometries } = topology.objects[name] as Level;
    const above = made.at(-1) ?? [];
    made.push(
      geometries.map(({ properties }): Cell => {
        const own = properties as Properties;
        return { id: own.id, parent: above[own.p ?? -1]?.id, properties: own };
      }),
    );
  }
  return { levels: made, areas: areasOfMap(topology) };
}

/**
 * The cells after changes: what is said of a cell takes the place of what the file says, what is new stands behind its level. A new cell
 * with a shape is one of the narrowest level, one without stands above such.
 */
export function cellsAfter({ levels, areas }: MapCells, changes: CellBodies): MapCells {
  const known = new Set(levels.flat().map(({ id }) => id));
  const ground = new Map(areas);
  const made = levels.map((level) =>
    level.flatMap((cell): Cell[] => {
      const change = changes.get(cell.id);
      if (change === null) return [];
      if (!change) return [cell];
      const { name, parent = cell.parent } = change;
      return [{ ...cell, parent, properties: { ...cell.properties, name } }];
    }),
  );
  const levelOfNew = newLevels(made, changes);
  for (const [id, change] of changes) {
    if (change?.shape) ground.set(id, change.shape);
    if (change === null) ground.delete(id);
    if (!change || known.has(id)) continue;
    made[levelOfNew(id)]?.push({ id, parent: change.parent, properties: { id, name: change.name } });
  }
  return { levels: made, areas: ground };
}

/** The level, from 0, of a cell that the file does not have: below its parent, which may be as new; with ground the narrowest. */
function newLevels(levels: readonly (readonly Cell[])[], changes: CellBodies): (id: string) => number {
  const known = new Map(levels.flatMap((level, at) => level.map(({ id }) => [id, at] as const)));
  const last = levels.length - 1;
  const levelAt = (id: string, steps: number): number => {
    const change = changes.get(id);
    if (change?.shape) return last;
    const parent = change?.parent;
    if (parent === undefined || steps === 0) return 0;
    const above = known.get(parent) ?? (changes.get(parent) ? levelAt(parent, steps - 1) : -1);
    return Math.min(last, above + 1);
  };
  return (id) => levelAt(id, last);
}

/**
 * A map file out of cells, on the same grid of coordinates as the file before: borders that neighbours share are one line, the wider levels
 * and the whole are what the narrowest make up together. Every parent must be there.
 */
export function mapOfCells({ levels, areas }: MapCells, before: Topology): Topology {
  const steps = before.transform;
  const narrow = levels.at(-1) ?? [];
  const features = narrow.map(({ id }) => ({
    type: 'Feature' as const,
    properties: {},
    geometry: shapeOn(areas.get(id) ?? [], steps),
  }));
  const level: FeatureCollection = { type: 'FeatureCollection', features };
  const joined = joinBorders({ narrow: level }) as unknown as Topology;
  const leaves = (joined.objects['narrow'] as GeometryCollection).geometries as (Arcs | ArcsOfOne)[];
  const objects: Record<string, GeometryCollection> = {};
  let shapes = leaves;
  for (let at = levels.length - 1; at >= 0; at -= 1) {
    const [cells, below] = [levels[at] ?? [], levels[at + 1]];
    if (below) shapes = mergedBelow(joined, cells, below, shapes);
    objects[`l${at + 1}`] = levelOf(cells, levels[at - 1] ?? [], shapes);
  }
  const county = wholeOf(joined, before, leaves);
  const arcs = joined.arcs;
  return {
    type: 'Topology',
    ...(before.bbox && { bbox: before.bbox }),
    ...(steps && { transform: steps }),
    objects: { ...objects, county },
    arcs: steps ? arcs.map(inDeltas) : arcs,
  };
}

const shapeOn = (area: Area, steps: Transform | undefined): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: area.map((rings) => rings.map((ring) => ring.map((spot) => stepOf(spot, steps)))),
});
/** Which step of a file's grid of coordinates a place is. */
function stepOf([lng, lat]: Spot, steps: Transform | undefined): Position {
  if (!steps) return [lng, lat];
  const { scale, translate } = steps;
  return [Math.round((lng - translate[0]) / scale[0]), Math.round((lat - translate[1]) / scale[1])];
}
function inDeltas(arc: Position[]): Position[] {
  let [x, y] = [0, 0];
  return arc.map(([ax = 0, ay = 0]) => {
    const delta = [ax - x, ay - y];
    [x, y] = [ax, ay];
    return delta;
  });
}

function mergedBelow(
  joined: Topology,
  cells: readonly Cell[],
  below: readonly Cell[],
  shapes: readonly (Arcs | ArcsOfOne)[],
): Arcs[] {
  const own = new Map<string, (Arcs | ArcsOfOne)[]>();
  below.forEach(({ parent = '' }, i) => {
    const list = own.get(parent) ?? [];
    own.set(parent, list);
    const shape = shapes[i];
    if (shape) list.push(shape);
  });
  return cells.map(({ id }) => mergeArcs(joined, own.get(id) ?? []));
}

function levelOf(
  cells: readonly Cell[],
  above: readonly Cell[],
  shapes: readonly (Arcs | ArcsOfOne)[],
): Level {
  const places = new Map(above.map(({ id }, i) => [id, i]));
  const geometries = cells.map(({ parent, properties }, i) => {
    const { p: _, ...own } = properties;
    const p = places.get(parent ?? '');
    return { ...shapes[i], properties: { ...own, ...(p !== undefined && { p }) } };
  });
  return { type: 'GeometryCollection', geometries } as Level;
}

function wholeOf(joined: Topology, before: Topology, shapes: (Arcs | ArcsOfOne)[]): GeometryCollection {
  const [first] = (before.objects['county'] as GeometryCollection | undefined)?.geometries ?? [];
  const whole = { ...mergeArcs(joined, shapes), properties: first?.properties ?? { id: 'county' } };
  return { type: 'GeometryCollection', geometries: [whole] };
}

/** Whether a change is more than another name: only then the file is made anew. */
export const isRedrawn = (changes: CellBodies): boolean =>
  [...changes.values()].some(
    (change) => change === null || change.parent !== undefined || change.shape !== undefined,
  );

/** The text of a map file with changes of its cells: names alone leave all else as it was written. */
export function mapAfter(text: string, changes: CellBodies): string {
  const file = JSON.parse(text) as Topology<Record<string, Level>>;
  if (isRedrawn(changes)) return JSON.stringify(mapOfCells(cellsAfter(cellsOfMap(file), changes), file));
  for (const { geometries = [] } of Object.values(file.objects))
    for (const { properties } of geometries) {
      const own = properties as Properties | undefined;
      const name = changes.get(own?.id ?? '')?.name;
      if (own && name !== undefined) own.name = name;
    }
  return JSON.stringify(file);
}
