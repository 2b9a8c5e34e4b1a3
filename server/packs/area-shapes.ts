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
  return (pack) => {
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
  const topology = JSON.parse(text) as Topology<Record<string, GeometryCollection<{ id?: string }>>>;
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
