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
/** Bytes of all parts of a ZIP when unpacked. */
const mostUnpacked = 400_000_000;

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
    return featuresOfZip(bytes);
  }
  const text = decoded(bytes);
  return /^\s*\{/u.test(text) ? featuresOfJson(JSON.parse(text) as unknown) : featuresOfCsv(text);
}

/**
 * The Shapefiles of a ZIP, each a `.shp` with what lies beside it under its name. Unpacked by the library that also packs: the reader's own
 * looks for ever for the end of a ZIP that was cut off.
 */
async function featuresOfZip(bytes: Uint8Array): Promise<Feature<Geometry | null>[]> {
  const [{ unzipSync }, { combine, parseDbf, parseShp }] = await Promise.all([
    import('fflate'),
    import('shpjs'),
  ]);
  let room = mostUnpacked;
  const parts = unzipSync(bytes, { filter: ({ originalSize }) => (room -= originalSize) >= 0 });
  if (room < 0) throw new Error('more than a county is');
  const partOf = (shp: string, kind: string): Uint8Array | undefined =>
    Object.entries(parts).find(
      ([name]) => name.toLowerCase() === shp.toLowerCase().replace(/shp$/u, kind),
    )?.[1];
  const named = Object.entries(parts).filter(
    ([name]) => /\.shp$/iu.test(name) && !name.startsWith('__MACOSX/'),
  );
  return named.flatMap(([name, shp]) => {
    const [prj, dbf, cpg] = ['prj', 'dbf', 'cpg'].map((kind) => partOf(name, kind));
    const shapes = parseShp(bufferOf(shp), prj && decoded(prj));
    const rows = dbf ? parseDbf(bufferOf(dbf), bufferOf(cpg ?? encodingOf(dbf))) : [];
    return combine([shapes, rows]).features;
  });
}
/** What a table that does not say is written in: its rows are UTF-8 or, as older programs here write, GB 18030. */
function encodingOf(dbf: Uint8Array): Uint8Array {
  const rows = dbf.subarray(new DataView(dbf.buffer, dbf.byteOffset).getUint16(8, true));
  const says = (name: string): Uint8Array => new TextEncoder().encode(name);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(rows);
    return says('UTF-8');
  } catch {
    return says('GB18030');
  }
}
const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;

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
