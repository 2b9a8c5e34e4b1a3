import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { LoadedPack } from './loaded.ts';

/** Outer rings of the grids of a jurisdiction, and of the whole under null: [lng, lat], closed. */
export type RingsOf = (grid: string | null) => readonly (readonly Position[])[];

/** Reads the outlines of a jurisdiction's grids when they are first asked for, and keeps them. `dirOf`: where its map lies; null: nowhere. */
export function openAreaShapes(dirOf: (id: string) => string | null): (pack: LoadedPack) => Promise<RingsOf> {
  const kept = new Map<string, Promise<RingsOf>>();
  const drawn = new WeakMap<Topology, RingsOf>();
  const drawnNow = (map: Topology): Promise<RingsOf> => {
    const known = drawn.get(map) ?? ringsOf(map as GridTopology);
    drawn.set(map, known);
    return Promise.resolve(known);
  };
  return (pack) => {
    if (pack.map) return drawnNow(pack.map);
    const { grids } = pack.pack.identity.map;
    const name = `${pack.id}/${grids}`;
    const known = kept.get(name) ?? readRings(dirOf(pack.id), pack.id, grids);
    kept.set(name, known);
    known.catch(() => kept.delete(name));
    return known;
  };
}

async function readRings(publicDir: string | null, id: string, file: string): Promise<RingsOf> {
  if (publicDir === null) return () => [];
  const text = await readFile(path.join(publicDir, 'packs', id, file), 'utf8');
  return ringsOf(JSON.parse(text) as GridTopology);
}

type GridTopology = Topology<Record<string, GeometryCollection<{ id?: string }>>>;
function ringsOf(topology: GridTopology): RingsOf {
  const found = new Map<string | null, Position[][]>();
  for (const [level, collection] of Object.entries(topology.objects))
    for (const { properties, geometry } of feature(topology, collection).features) {
      if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') continue;
      const name = level === 'county' ? null : (properties?.id ?? undefined);
      if (name !== undefined) found.set(name, [...(found.get(name) ?? []), ...outerRings(geometry)]);
    }
  return (grid) => found.get(grid) ?? [];
}

function outerRings(shape: Polygon | MultiPolygon): Position[][] {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  return polygons.flatMap(([outer]) => (outer ? [outer] : []));
}
