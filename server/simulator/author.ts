import type { FeatureCollection, Position } from 'geojson';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bbox } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Point } from '#shared/geo/point.ts';
import { gridTree } from '#shared/grid/locate.ts';
import { makeCatalogue } from './author/catalogue.ts';
import { donghai } from './author/counties/donghai.ts';
import { jiangyin } from './author/counties/jiangyin.ts';
import { longgang } from './author/counties/longgang.ts';
import { xuxiake } from './author/counties/xuxiake.ts';
import type { County } from './author/county.ts';
import { makeGround } from './author/ground.ts';
import { makeIndicators } from './author/indicators.ts';
import { makeCameras, makeRules, makeSensors } from './author/sensing.ts';
import { cutTown } from './author/town-map.ts';
import { makeDedicated, makeStaff, makeUnits } from './author/units.ts';
import { workCalendar } from './author/work-calendar.ts';

/**
 * Writes the four demo packs from their counties' statements, the common tables and the grids under `public/packs`. The same
 * input makes the same bytes: `npm run author-packs` after a change of either, and commit what it wrote.
 */
const publicDir = fileURLToPath(new URL('../../public/packs/', import.meta.url));
const packsDir = fileURLToPath(new URL('../packs/', import.meta.url));

cutXuxiake();
for (const county of [jiangyin, xuxiake, longgang, donghai]) authorPack(county);

function authorPack(county: County): void {
  const { id, map } = county.identity;
  const topology = readJson<Topology>(`${publicDir}${id}/${map.grids}`);
  const [west = 0, south = 0, east = 0, north = 0] = bbox(topology).map((degrees) =>
    Number(degrees.toFixed(5)),
  );
  const ground = makeGround(
    id,
    gridTree(topology),
    county.shore ? waterside(id, map.water) : [],
    pinyinOf(topology),
  );
  const units = makeUnits(county, ground);
  const staff = makeStaff(county, units, ground);
  const sensors = makeSensors(county, ground);
  const catalogue = makeCatalogue(county);
  const policy = {
    ...{ readingDays: 30, futureToleranceMs: 120_000, lateMs: 7 * 86_400_000 },
    league: { onTime: 40, closing: 30, rework: 15, satisfaction: 15 },
    targets: { onTime: 0.95, grassRoots: 0.9, reworkMax: 0.02 },
  };
  const identity = { ...county.identity, bounds: [west, south, east, north] };
  writeObject(id, 'pack.json', {
    identity,
    calendar: workCalendar(),
    policy,
    demo: county.demo,
    procedures: ['standard'],
  });
  writeRows(id, 'units.json', units);
  writeRows(id, 'staff.json', staff);
  writeRows(id, 'catalogue.json', catalogue);
  writeRows(id, 'sensors.json', sensors);
  writeRows(id, 'rules.json', makeRules(sensors));
  writeRows(id, 'cameras.json', makeCameras(county, ground));
  writeRows(id, 'indicators.json', makeIndicators(county, catalogue, sensors, ground));
  writeRows(id, 'dedicated.json', makeDedicated(county, units, ground));
  process.stdout.write(`${id}: ${units.length} units, ${staff.length} staff, ${sensors.length} sensors\n`);
}

/** Xuxiake is a town of Jiangyin: its map is a part of the county's. */
function cutXuxiake(): void {
  const from = `${publicDir}jiangyin/`;
  const town = cutTown(
    readJson<Topology>(`${from}grids.topo.json`),
    xuxiake.seat,
    readJson<FeatureCollection>(`${from}neighbours.geojson`),
    readJson<FeatureCollection>(`${from}places.geojson`),
  );
  mkdirSync(`${publicDir}xuxiake`, { recursive: true });
  writeFileSync(`${publicDir}xuxiake/grids.topo.json`, JSON.stringify(town.grids));
  writeFileSync(`${publicDir}xuxiake/boundary.geojson`, JSON.stringify(town.boundary));
  writeFileSync(`${publicDir}xuxiake/neighbours.geojson`, JSON.stringify(town.neighbours));
  writeFileSync(`${publicDir}xuxiake/places.geojson`, JSON.stringify(town.places));
}

/** Names in Latin letters of the wide cells that have one. */
function pinyinOf(topology: Topology): Map<string, string> {
  const { geometries } = topology.objects['l1'] as GeometryCollection<{ id: string; pinyin?: string }>;
  return new Map(
    geometries.flatMap(({ properties }) =>
      properties?.pinyin === undefined ? [] : [[properties.id, properties.pinyin] as const],
    ),
  );
}

/** Corners of the water of a map. */
function waterside(id: string, files: readonly string[]): Point[] {
  const found: Point[] = [];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [lng, lat] = part as Position;
    if (typeof lng === 'number' && typeof lat === 'number') found.push({ lng, lat });
    else part.forEach(walk);
  };
  for (const file of files) {
    for (const { geometry } of readJson<FeatureCollection>(`${publicDir}${id}/${file}`).features) {
      if (geometry.type !== 'GeometryCollection') walk(geometry.coordinates);
    }
  }
  return found;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

/** One row a line: small, and a change of one row is a change of one line. */
function writeRows(id: string, name: string, rows: readonly unknown[]): void {
  mkdirSync(`${packsDir}${id}`, { recursive: true });
  writeFileSync(`${packsDir}${id}/${name}`, `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
}

function writeObject(id: string, name: string, value: Record<string, unknown>): void {
  mkdirSync(`${packsDir}${id}`, { recursive: true });
  const lines = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${JSON.stringify(part)}`);
  writeFileSync(`${packsDir}${id}/${name}`, `{\n${lines.join(',\n')}\n}\n`);
}
