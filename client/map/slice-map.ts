import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { feature, merge, mesh } from 'topojson-client';
import type { GeometryCollection, MultiPolygon as Arcs, Polygon as Arc } from 'topojson-specification';
import { chainTo } from '#shared/grid/chain.ts';
import type { Identity } from '#shared/pack/schema.ts';
import { boundsOf, type Bounds } from './bounds.ts';
import { cellsOf, type Geodata } from './geodata.ts';

export interface SliceMap {
  /** Framed by the slice. */
  identity: Identity;
  geodata: Geodata;
}
type Area = Feature<Polygon | MultiPolygon, { id: string }>;

/**
 * The map of a part: its cells are the land, what lies round it is drawn as neighbours. No cells: the whole. The tree stays
 * the whole one, so that places outside still have a name.
 */
export function sliceMap(identity: Identity, geodata: Geodata, grids: readonly string[]): SliceMap {
  const known = grids.filter((id) => geodata.tree.byId.has(id));
  if (known.length === 0) return { identity, geodata };
  const isInside = (id: string): boolean => chainTo(geodata.tree, id).some((cell) => known.includes(cell.id));
  const land = known.map((id) => areaOf(geodata, id));
  const inside = (level: string): GeometryCollection<{ id: string }> => {
    const all = cellsOf(geodata.topology, level);
    return { ...all, geometries: all.geometries.filter((one) => isInside(idOf(one))) };
  };
  const inner = (level: string) => mesh(geodata.topology, inside(level), (a, b) => a !== b);
  const cells = (level: 'l1' | 'l2'): Area[] =>
    geodata[level].features.filter(({ properties }) => isInside(properties.id));
  // A part narrower than a level stands for that level itself.
  const orLand = (found: Area[]): Area[] => (found.length > 0 ? found : land);
  const around = [...geodata.neighbours.features, ...geodata.l1.features];
  return {
    identity: { ...identity, bounds: boundsOf(land.map(({ geometry }) => geometry)) },
    geodata: {
      ...geodata,
      county: collection(land),
      l1: collection(orLand(cells('l1'))),
      l2: collection(orLand(cells('l2'))),
      borders: geodata.borders.map((_, at) => inner(`l${at + 1}`)),
      neighbours: { type: 'FeatureCollection', features: around },
      holds: (place) => geodata.tree.locate(place).some((cell) => known.includes(cell.id)),
    },
  };
}

const idOf = ({ properties }: { properties?: object }): string =>
  properties && 'id' in properties ? String(properties.id) : '';

/** The frame of one cell; of all that is drawn when the map has no such cell. */
export function areaBounds(geodata: Geodata, id: string): Bounds {
  const shapes = geodata.tree.byId.has(id) ? [areaOf(geodata, id).geometry] : geometriesOf(geodata.county);
  return boundsOf(shapes);
}
function geometriesOf({ features }: FeatureCollection): (Polygon | MultiPolygon)[] {
  return features.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' || geometry.type === 'MultiPolygon' ? [geometry] : [],
  );
}

/** One cell of the tree as an area. */
export function areaOf({ topology, tree }: Pick<Geodata, 'topology' | 'tree'>, id: string): Area {
  const all = cellsOf(topology, `l${tree.byId.get(id)?.level ?? 1}`);
  const own = { ...all, geometries: all.geometries.filter((one) => idOf(one) === id) };
  const [area] = (feature(topology, own) as FeatureCollection<Polygon | MultiPolygon, { id: string }>)
    .features;
  if (!area) throw new Error(`the map has no ${id}`);
  return area;
}

/** Cells of the tree as one area, without the borders between them. */
export function areaOfAll(
  { topology, tree }: Pick<Geodata, 'topology' | 'tree'>,
  ids: readonly string[],
): MultiPolygon {
  const asked = new Set(ids);
  const levels = new Set(ids.map((id) => `l${tree.byId.get(id)?.level ?? 1}`));
  const parts = [...levels].flatMap((level) => cellsOf(topology, level).geometries);
  return merge(
    topology,
    parts.filter((one): one is (Arcs | Arc) & { properties: { id: string } } => asked.has(idOf(one))),
  );
}

const collection = (features: Area[]): FeatureCollection<Polygon | MultiPolygon, { id: string }> => ({
  type: 'FeatureCollection',
  features,
});
