import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon, Position } from 'geojson';
import { feature } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { decoded } from '../../../sheets/sheet-file.ts';
import { readWkt } from './wkt.ts';

/** An outline of a file with what the file says of it. */
export interface Outline {
  shape: Polygon | MultiPolygon;
  says: Readonly<Record<string, string>>;
}
export interface OutlineFile {
  name: string;
  outlines: Outline[];
  /** What the file says of its outlines, in its own order. */
  fields: string[];
  /** Features that are no areas. */
  others: number;
}
const mostBytes = 60_000_000;

/**
 * Areas of a GeoJSON, TopoJSON, Shapefile (a ZIP of its parts, in any projection that it names) or CSV with a column of WKT. Read in
 * the browser of who brings it, like sheets.
 */
export async function readOutlines(file: File): Promise<OutlineFile | Refusal> {
  if (file.size > mostBytes) return refuse('too-large', 'sheet-too-large', 'file');
  try {
    const features = await featuresOf(file);
    const outlines = features.flatMap((one) => outlineOf(one) ?? []);
    if (outlines.length === 0) return refuse('invalid', 'outlines-none', 'file');
    const fields = [...new Set(outlines.flatMap(({ says }) => Object.keys(says)))];
    return { name: file.name, outlines, fields, others: features.length - outlines.length };
  } catch {
    return refuse('invalid', 'outlines-unreadable', 'file');
  }
}

async function featuresOf(file: File): Promise<Feature<Geometry | null>[]> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const { default: shp } = await import('shpjs');
    const read = await shp(bytes.buffer);
    return (Array.isArray(read) ? read : [read]).flatMap(({ features }) => features);
  }
  const text = decoded(bytes);
  return /^\s*\{/u.test(text) ? featuresOfJson(JSON.parse(text) as unknown) : featuresOfCsv(text);
}

function featuresOfJson(read: unknown): Feature<Geometry | null>[] {
  const { type } = read as { type?: string };
  if (type === 'Topology') {
    const topology = read as Topology;
    return Object.values(topology.objects).flatMap((object) => {
      const found = feature(topology, object) as Feature | FeatureCollection;
      return found.type === 'FeatureCollection' ? found.features : [found];
    });
  }
  if (type === 'FeatureCollection') return (read as FeatureCollection).features;
  return type === 'Feature' ? [read as Feature] : [];
}

async function featuresOfCsv(text: string): Promise<Feature<Geometry | null>[]> {
  const { default: papa } = await import('papaparse');
  const { data } = papa.parse<Record<string, string>>(text.replace(/^\uFEFF/u, ''), {
    header: true,
    skipEmptyLines: true,
  });
  return data.map((properties): Feature<Geometry | null> => {
    const [column, wkt] =
      Object.entries(properties).find(([, cell]) => /^\s*(MULTI)?POLYGON/iu.test(cell)) ?? [];
    const { [column ?? '']: _, ...rest } = properties;
    return { type: 'Feature', properties: rest, geometry: wkt === undefined ? null : readWkt(wkt) };
  });
}

function outlineOf({ geometry, properties }: Feature<Geometry | null>): Outline | null {
  if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') return null;
  const says = Object.fromEntries(
    Object.entries(properties ?? {}).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' || typeof value === 'number' ? [[key, String(value).trim()]] : [],
    ),
  );
  const ring = (line: Position[]): Position[] => line.map(([x = 0, y = 0]) => [steps(x), steps(y)]);
  const shape =
    geometry.type === 'Polygon'
      ? { type: 'Polygon' as const, coordinates: geometry.coordinates.map(ring) }
      : { type: 'MultiPolygon' as const, coordinates: geometry.coordinates.map((one) => one.map(ring)) };
  return { shape, says };
}

/** A tenth of a metre: more digits are noise and three times the bytes. */
const steps = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
