import type { FeatureCollection } from 'geojson';
import { bbox, feature } from 'topojson-client';
import type { GeometryCollection, Polygon, Topology } from 'topojson-specification';
import { must } from '#shared/kernel/must.ts';

interface CellProperties {
  id: string;
  p?: number;
  name?: string;
  code?: string;
}

/** The map files of one town, cut from its county's. */
export interface TownMap {
  grids: Topology;
  boundary: FeatureCollection;
  neighbours: FeatureCollection;
  places: FeatureCollection;
}

/** Cuts a town out of its county: the same cells on the same arcs, the other towns as its neighbours. */
export function cutTown(
  county: Topology,
  town: string,
  around: FeatureCollection,
  places: FeatureCollection,
): TownMap {
  const level = (n: 1 | 2 | 3): Polygon<CellProperties>[] => {
    const { geometries } = county.objects[`l${n}`] as GeometryCollection<CellProperties>;
    return geometries.filter((g): g is Polygon<CellProperties> => g.type === 'Polygon');
  };
  const within = (n: 2 | 3): Polygon<CellProperties>[] =>
    level(n).filter((g) => g.properties?.id.startsWith(`${town}-`));
  const top = must(
    level(1).find((g) => g.properties?.id === town),
    town,
  );
  const properties = { id: town, name: top.properties?.name ?? town, code: top.properties?.code ?? '' };
  const middle = within(2);
  const indexOf = new Map(middle.map((g, i) => [g.properties?.id, i]));
  const narrow = within(3).map((g) => ({
    ...g,
    properties: { id: g.properties?.id ?? '', p: indexOf.get(parentOf(g.properties?.id ?? '')) ?? -1 },
  }));
  const grids = withUsedArcs(county, {
    county: [{ ...top, properties }],
    l1: [{ ...top, properties }],
    l2: middle.map((g) => ({
      ...g,
      properties: {
        id: g.properties?.id ?? '',
        p: 0,
        name: g.properties?.name ?? '',
        code: g.properties?.code ?? '',
      },
    })),
    l3: narrow,
  });
  const others = { type: 'GeometryCollection' as const, geometries: level(1).filter((g) => g !== top) };
  const frame = wider(bbox(grids), 0.05);
  const towns = feature(county, others).features.map((f) => ({
    ...f,
    id: undefined,
    properties: { adcode: f.properties?.code, name: f.properties?.name },
  }));
  return {
    grids,
    boundary: {
      type: 'FeatureCollection',
      features: feature(grids, grids.objects['county'] as GeometryCollection).features,
    },
    neighbours: { type: 'FeatureCollection', features: [...around.features, ...towns] },
    places: {
      type: 'FeatureCollection',
      features: places.features.filter(
        (f) => f.geometry.type === 'Point' && inFrame(f.geometry.coordinates, frame),
      ),
    },
  };
}

const parentOf = (id: string): string => id.slice(0, id.lastIndexOf('-'));

/** A topology of these geometries alone, its arcs numbered anew in the order of their first use. */
function withUsedArcs(from: Topology, objects: Record<string, Polygon<CellProperties>[]>): Topology {
  const renumbered = new Map<number, number>();
  const arcs: Topology['arcs'] = [];
  const renumber = (arc: number): number => {
    const old = arc < 0 ? ~arc : arc;
    let now = renumbered.get(old);
    if (now === undefined) {
      now = arcs.length;
      renumbered.set(old, now);
      arcs.push(must(from.arcs[old], 'arc'));
    }
    return arc < 0 ? ~now : now;
  };
  const made = Object.entries(objects).map(([name, geometries]) => [
    name,
    {
      type: 'GeometryCollection' as const,
      geometries: geometries.map((g) => ({
        ...g,
        id: g.properties?.id,
        arcs: g.arcs.map((ring) => ring.map(renumber)),
      })),
    },
  ]);
  const topology: Topology = {
    type: 'Topology',
    ...(from.transform ? { transform: from.transform } : {}),
    objects: Object.fromEntries(made),
    arcs,
  };
  return { ...topology, bbox: bbox(topology) };
}

type Frame = [number, number, number, number];

function wider(frame: readonly number[], by: number): Frame {
  const [west = 0, south = 0, east = 0, north = 0] = frame;
  return [west - by, south - by, east + by, north + by];
}

function inFrame([lng = NaN, lat = NaN]: number[], [west, south, east, north]: Frame): boolean {
  return lng >= west && lng <= east && lat >= south && lat <= north;
}
