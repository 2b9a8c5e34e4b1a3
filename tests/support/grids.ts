import { readFileSync } from 'node:fs';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Point } from '#shared/geo/point.ts';
import { levelsOfMap } from '#shared/grid/areas-of-map.ts';

/** The grid file of one of the shipped packs. */
export function readTopology(pack: string): Topology {
  return JSON.parse(
    readFileSync(new URL(`../../public/packs/${pack}/grids.topo.json`, import.meta.url), 'utf8'),
  ) as Topology;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Rings of the narrow cells by id. */
export function narrowRings(topology: Topology): [string, number[][][]][] {
  const { features } = feature(
    topology,
    topology.objects[`l${levelsOfMap(topology)}`] as GeometryCollection<{ id: string }>,
  );
  return features.map((f) => [f.properties.id, f.geometry.type === 'Polygon' ? f.geometry.coordinates : []]);
}

/** Corners of narrow cells and places on their borders, one corner in three. */
export function borderPlaces(topology: Topology, count: number, dice: () => number): Point[] {
  const edges = narrowRings(topology).flatMap(([, [ring = []]]) =>
    ring.slice(1).map((to, i) => [ring[i] ?? to, to] as const),
  );
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = edges[Math.floor(dice() * edges.length)] ?? [[], []];
    const part = i % 3 === 0 ? 0 : dice();
    const [x0 = 0, y0 = 0] = from;
    const [x1 = 0, y1 = 0] = to;
    return { lng: x0 + (x1 - x0) * part, lat: y0 + (y1 - y0) * part };
  });
}
