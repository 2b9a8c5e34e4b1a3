import type { FeatureCollection, MultiLineString, MultiPolygon, Polygon } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { levelsOfMap } from '#shared/grid/areas-of-map.ts';
import { levelColumns } from '#shared/grid/levels.ts';
import { gridTree } from '#shared/grid/locate.ts';
import type { Point } from '#shared/geo/point.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import { noDrawings, type OwnDrawings } from './own-drawings.ts';
import { must } from '#shared/kernel/must.ts';
import { mapFilesOf } from '#shared/pack/map-files.ts';
import type { Identity } from '#shared/pack/schema.ts';
import { under } from '../base-path.ts';

type CellProperties = { id: string; name?: string; pinyin?: string };
type Cells = GeometryCollection<CellProperties>;
/** Two levels at least; of the deeper ones those that the county has. */
export type GridTopology = Topology<Record<'county' | 'l1' | 'l2', Cells> & Record<string, Cells>>;

/** The map of a jurisdiction, made once from the files of its pack. */
export interface Geodata {
  topology: GridTopology;
  tree: GridTree;
  county: FeatureCollection;
  /** Cells of level 1 and 2 as areas; of narrower ones only the borders are drawn. */
  l1: FeatureCollection<Polygon | MultiPolygon, CellProperties>;
  l2: FeatureCollection<Polygon | MultiPolygon, CellProperties>;
  /** Borders inside of each level, the widest first. */
  borders: readonly MultiLineString[];
  water: FeatureCollection[];
  neighbours: FeatureCollection;
  /** Base maps and layers that the county brought. */
  own: OwnDrawings;
  /** Whether a place lies in what is shown. */
  holds(place: Point): boolean;
}

/** How a file of the pack is fetched; handed in by tests. */
export type FetchJson = (url: string) => Promise<unknown>;

/** What a phone keeps to draw the map without a line: those files, and the layers that the pack brings along. */
export function filesToKeep(identity: Identity): string[] {
  const own = (identity.map.layers ?? []).flatMap(({ kind, url }) =>
    kind === 'geojson' && !/^https?:/.test(url) ? [url] : [],
  );
  return [...mapFilesOf(identity).map(under), ...own.map((file) => under(`/packs/${identity.id}/${file}`))];
}

/** Loads the map files of a pack. Throws when one is missing: without its map a screen of a county is broken. */
export async function loadGeodata(identity: Identity, fetchJson: FetchJson = fetchOwn): Promise<Geodata> {
  // Without them the land is drawn all the same: a phone without a line may not have what draws them.
  const own = drawingsOf(identity).catch(() => noDrawings);
  const [topology, neighbours, ...water] = await Promise.all(
    mapFilesOf(identity).map((file) => fetchJson(under(file))),
  );
  return makeGeodata(
    topology as GridTopology,
    neighbours as FeatureCollection,
    water as FeatureCollection[],
    await own,
  );
}

/** What draws tiles is fetched only where a county has some. */
async function drawingsOf(identity: Identity): Promise<OwnDrawings> {
  const { bases = [], layers = [] } = identity.map;
  if (bases.length + layers.length === 0) return noDrawings;
  const { ownDrawings } = await import('./base-layers.ts');
  return ownDrawings(identity);
}

/** Areas and borders from the topology; arcs shared by two cells are drawn once. */
export function makeGeodata(
  topology: GridTopology,
  neighbours: FeatureCollection,
  water: FeatureCollection[],
  own: OwnDrawings = noDrawings,
): Geodata {
  const { objects } = topology;
  const inner = (level: GeometryCollection<CellProperties>): MultiLineString =>
    mesh(topology, level, (a, b) => a !== b);
  const shapes = {
    county: whenAsked(() => feature(topology, objects.county)),
    l1: whenAsked(() => feature(topology, objects.l1) as Geodata['l1']),
    l2: whenAsked(() => feature(topology, objects.l2) as Geodata['l2']),
    borders: whenAsked(() =>
      levelColumns.slice(0, levelsOfMap(topology)).map((level) => inner(cellsOf(topology, level))),
    ),
  };
  return {
    topology,
    tree: gridTree(topology),
    // What only the map draws is made when it draws: figures and lists stand before it.
    get county() {
      return shapes.county();
    },
    get l1() {
      return shapes.l1();
    },
    get l2() {
      return shapes.l2();
    },
    get borders() {
      return shapes.borders();
    },
    water,
    neighbours,
    own,
    holds: () => true,
  };
}

/** Made at the first asking, and the same one at every further. */
function whenAsked<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** The cells of a level of a map file. */
export const cellsOf = ({ objects }: Pick<GridTopology, 'objects'>, level: string): Cells =>
  must(objects[level], `grid level ${level}`);

async function fetchOwn(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}
