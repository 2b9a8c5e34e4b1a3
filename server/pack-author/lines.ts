import type { Feature, FeatureCollection, LineString, Position } from 'geojson';
import { feature, neighbors } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Point } from '#shared/geo/point.ts';
import type { Cell, GridTree } from '#shared/grid/tree.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import type { OwnLayer } from '#shared/pack/base-map.ts';
import { cheapestWay, linesOf, metres, rounded, smooth, type Net } from './net.ts';

/**
 * Roads and inner rivers that a demo draws of its own and says so: roads go from village to town and from town to town through the
 * cells between them, rivers follow borders of cells from the water of the map, or the northern edge, to the far side. A real county
 * lays its own files there.
 */
export const lineLayers: readonly OwnLayer[] = [
  {
    id: 'rivers',
    name: { zh: '内河（模拟）', en: 'Inner rivers (made up)' },
    kind: 'geojson',
    url: 'rivers.geojson',
    draw: 'river',
    minzoom: 0,
  },
  {
    id: 'roads',
    name: { zh: '道路（模拟）', en: 'Roads (made up)' },
    kind: 'geojson',
    url: 'roads.geojson',
    draw: 'road',
    minzoom: 0,
  },
  {
    id: 'lanes',
    name: { zh: '乡村道路（模拟）', en: 'Lanes (made up)' },
    kind: 'geojson',
    url: 'lanes.geojson',
    draw: 'road',
    minzoom: 12,
  },
];

/** The files of the layers by name. The same map makes the same lines. */
export function lineFiles(
  id: string,
  topology: Topology,
  grid: GridTree,
  water: readonly Point[],
): Map<string, string> {
  const { roads, lanes } = makeRoads(topology, grid);
  const rivers = makeRivers(topology, water, dice(seedOf(`${id}:rivers`)));
  return new Map(
    Object.entries({ roads, lanes, rivers }).map(([name, lines]) => [`${name}.geojson`, written(lines)]),
  );
}

function written(lines: readonly Position[][]): string {
  const features = lines.map((line): Feature<LineString> => {
    return {
      type: 'Feature',
      properties: {},
      geometry: { type: 'LineString', coordinates: line.map(rounded) },
    };
  });
  const all: FeatureCollection = { type: 'FeatureCollection', features };
  return `${JSON.stringify(all)}\n`;
}

/** Through the middles of narrow cells: from each town to the towns beside it, and from each village to its town. */
function makeRoads(topology: Topology, grid: GridTree): { roads: Position[][]; lanes: Position[][] } {
  const net = cellNet(topology, grid);
  const [wide, middle] = grid.levels;
  const known = new Map<Cell, number>();
  const at = (cell: Cell): number => {
    const node = known.get(cell) ?? net.nearest([cell.centre.lng, cell.centre.lat]);
    known.set(cell, node);
    return node;
  };
  const geometries = (topology.objects['l1'] as GeometryCollection).geometries;
  const beside = neighbors(geometries);
  const roads = new Set<string>();
  const lanes = new Set<string>();
  wide.forEach((town, i) => {
    for (const k of beside[i] ?? [])
      if (k > i) cheapestWay(net, at(town), at(must(wide[k], 'a town')), used(roads), roads);
  });
  // A town by itself has the roads that lead out of it.
  const [alone] = wide;
  if (alone && wide.length === 1)
    for (const way of [east, west, north, south])
      cheapestWay(net, at(alone), at(farthest(middle, way)), used(roads), roads);
  const towns = new Map(wide.map((town) => [town.id, town]));
  // A lane is cheap where a road runs already, so that lanes end in roads.
  for (const village of middle) {
    const town = towns.get(village.id.slice(0, village.id.lastIndexOf('-')));
    if (town) cheapestWay(net, at(village), at(town), used(roads, lanes), lanes, roads);
  }
  return { roads: drawn(net, roads), lanes: drawn(net, lanes) };
}

const east = ({ centre }: Cell): number => centre.lng;
const north = ({ centre }: Cell): number => centre.lat;
const west = (cell: Cell): number => -east(cell);
const south = (cell: Cell): number => -north(cell);
const farthest = (cells: readonly Cell[], way: (cell: Cell) => number): Cell =>
  must(cells.toSorted((a, b) => way(b) - way(a))[0], 'a cell');

/** What a way costs where others run already. */
const used =
  (...taken: readonly ReadonlySet<string>[]) =>
  (edge: string): number =>
    taken.some((one) => one.has(edge)) ? 0.35 : 1;

const drawn = (net: Net, edges: ReadonlySet<string>): Position[][] =>
  linesOf(edges).map((line) => smooth(line.map((node) => must(net.places[node], 'a node'))));

/** Narrow cells that share a border. */
function cellNet(topology: Topology, grid: GridTree): Net {
  const object = topology.objects['l3'] as GeometryCollection;
  const cells = object.geometries.map(({ properties }) => {
    const { id = '' } = (properties ?? {}) as { id?: string };
    return must(grid.byId.get(id), `a cell ${id}`);
  });
  return netOf(
    cells.map(({ centre }) => [centre.lng, centre.lat]),
    neighbors(object.geometries),
  );
}

function netOf(places: readonly Position[], beside: readonly (readonly number[])[]): Net {
  return {
    places,
    beside,
    nearest: (to) => {
      const far = places.map((place) => metres(place, to));
      return far.indexOf(far.reduce((least, one) => Math.min(least, one), Infinity));
    },
  };
}

/** So many rivers a county has; a small one fewer. */
const mostRivers = 5;

/** Along borders of the middle cells, with a weight of its own for each stretch, so that none runs straight. */
function makeRivers(topology: Topology, water: readonly Point[], own: Dice): Position[][] {
  const net = borderNet(topology);
  const edge = edgeNodes(topology, net);
  const wetM = 2_500;
  const wet = edge.filter((node) =>
    water.some(({ lng, lat }) => metres([lng, lat], must(net.places[node], 'a node')) < wetM),
  );
  const mouths = wet.length >= mostRivers ? wet : edge.slice(0, Math.ceil(edge.length / 3));
  const weights = new Map<string, number>();
  const weigh = (key: string): number => {
    const known = weights.get(key) ?? 0.6 + own.roll();
    weights.set(key, known);
    return known;
  };
  const rivers = new Set<string>();
  const count = Math.min(mostRivers, Math.max(1, Math.floor(edge.length / 12)));
  for (let i = 0; i < count; i++) {
    const mouth = must(mouths[Math.floor(((i + 0.5) / count) * mouths.length)], 'a mouth');
    const from = must(net.places[mouth], 'a mouth');
    const source = edge.reduce((far, node) => {
      const farther = (one: number): number =>
        metres(must(net.places[one], 'a node'), from) * (0.6 + own.roll());
      return farther(node) > farther(far) ? node : far;
    }, mouth);
    cheapestWay(net, mouth, source, (key) => weigh(key) * (rivers.has(key) ? 0.4 : 1), rivers);
  }
  return drawn(net, rivers);
}

/** Corners of the middle cells, and which lie next to each other on a border. */
function borderNet(topology: Topology): Net {
  const places: Position[] = [];
  const beside: number[][] = [];
  const known = new Map<string, number>();
  const node = (place: Position): number => {
    const key = rounded(place).join(' ');
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, places.length);
    beside.push([]);
    return places.push(place) - 1;
  };
  const cells = feature(topology, topology.objects['l2'] as GeometryCollection);
  for (const ring of cells.features.flatMap(({ geometry }) => ringsOf(geometry)))
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [node(must(ring[i - 1], 'a corner')), node(must(ring[i], 'a corner'))];
      if (a === b) continue;
      if (!beside[a]?.includes(b)) beside[a]?.push(b);
      if (!beside[b]?.includes(a)) beside[b]?.push(a);
    }
  return netOf(places, beside);
}

const ringsOf = (geometry: Feature['geometry']): Position[][] =>
  geometry.type === 'Polygon'
    ? geometry.coordinates
    : geometry.type === 'MultiPolygon'
      ? geometry.coordinates.flat()
      : [];

/** Corners on the outline at which a border leads inland, from north to south. */
function edgeNodes(topology: Topology, net: Net): number[] {
  const outline = feature(topology, topology.objects['county'] as GeometryCollection);
  const corners = new Set(
    outline.features
      .flatMap(({ geometry }) => ringsOf(geometry))
      .flat()
      .map((place) => rounded(place).join(' ')),
  );
  const isOn = (node: number): boolean => corners.has(rounded(must(net.places[node], 'a node')).join(' '));
  const found = net.places.flatMap((_, node) =>
    isOn(node) && (net.beside[node] ?? []).some((other) => !isOn(other)) ? [node] : [],
  );
  const lat = (node: number): number => net.places[node]?.[1] ?? 0;
  return found.toSorted((a, b) => lat(b) - lat(a));
}
