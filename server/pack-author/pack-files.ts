import type { FeatureCollection, Position } from 'geojson';
import { readFileSync } from 'node:fs';
import { bbox } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Limit } from '#shared/clock/calendar.ts';
import type { Point } from '#shared/geo/point.ts';
import { usualDomains, usualSystems } from '#shared/pack/domain.ts';
import type { Identity, Policy, Staff, Unit } from '#shared/pack/schema.ts';
import { gridTree } from '#shared/grid/locate.ts';
import { departmentOf, makeCatalogue } from './catalogue.ts';
import type { County } from './county.ts';
import { makeConnected } from './connected.ts';
import { makeBodies, makeBodyStaff } from './functions.ts';
import { makeGround, type AuthorGround } from './ground.ts';
import { makeIndicators } from './indicators.ts';
import { lineFiles, lineLayers } from './lines.ts';
import { listedNotice, makeListed } from './listed.ts';
import { dutyPolicyOf, makeDuties } from './duties.ts';
import { makeBeatOfficers, makePolice, makeStations } from './police.ts';
import { makeResponsibility } from './responsibility.ts';
import { makeCounters } from './services/agency.ts';
import { makeObjects } from './services/objects.ts';
import { makeServices, proceduresOf } from './services.ts';
import { makeOverview } from './overview.ts';
import { makePlans, watchPolicy } from './plans.ts';
import { makeCameras, makeModels, makeRules, makeSensors } from './sensing.ts';
import { makeLamps } from './lamps.ts';
import { makeVehicles } from './vehicles.ts';
import { makeResources } from './resources.ts';
import { makeSeries } from './running/series.ts';
import { makeSix } from './six.ts';
import { cutTown } from './town-map.ts';
import { makeDedicated, makeStaff, makeUnits, makeRescue, makeRescuers } from './units.ts';
import { warningPolicy } from './warnings.ts';
import { workCalendar } from './work-calendar.ts';

const policy: Policy = {
  supervision: { remindAt: 0.7, stepShare: 0.5 },
  readingDays: 30,
  futureToleranceMs: 120_000,
  lateMs: 7 * 86_400_000,
  watch: watchPolicy,
  league: { onTime: 40, closing: 30, rework: 15, satisfaction: 15 },
  targets: { onTime: 0.95, grassRoots: 0.9, reworkMax: 0.02 },
  duplicates: { withinM: 100, withinMs: 72 * 3_600_000, likeness: 0.5 },
  warning: warningPolicy,
};

const minutes = (amount: number): Limit => ({ amount, unit: 'urgent-minute' });
const dayEnds = (amount: number): Limit => ({ amount, unit: 'day-end' });

/** 接诉即办: simple at once, ordinary the same day (24 hours), complex within five days: the whole life, not the handling alone. */
const byGrade: Policy['grades'] = {
  simple: { handling: minutes(60), whole: minutes(120) },
  ordinary: { handling: dayEnds(1), whole: dayEnds(1) },
  complex: { handling: dayEnds(5), whole: dayEnds(5) },
};

function policyOf(county: County): Policy {
  const { grades, wide, seat } = county;
  return {
    ...policy,
    duties: dutyPolicyOf(county),
    ...(grades && { grades: byGrade }),
    ...(wide === 'towns' && { town: [seat] }),
  };
}

/** The files of a county's pack by name, from its statements and the map files in `mapDir`. The same input makes the same bytes. */
export function packFiles(county: County, mapDir: string): Map<string, string> {
  const { id, map } = county.identity;
  const topology = readJson<Topology>(`${mapDir}/${map.grids}`);
  const waters = county.shore ? watersOf(map, mapDir) : [];
  const ground = makeGround(id, gridTree(topology), waters, pinyinOf(topology));
  const units = makeUnits(county, ground);
  const staff = makeStaff(county, units, ground);
  const sensors = makeSensors(county, ground);
  const incidents = makeCatalogue(county);
  const catalogue = [...incidents, ...makeServices(county)];
  const cameras = makeCameras(county, ground, new Set(units.map(({ id }) => id)));
  const indicators = makeIndicators(county, incidents, sensors);
  // The ground gives out places and phones one after the other: what comes later goes below.
  const dedicated = makeDedicated(county, units, ground);
  const police = makePolice(county, units, ground);
  const counters = makeCounters(county, units, ground);
  const objects = makeObjects(county, ground);
  const rescue = makeRescue(county, ground);
  const others = [...makeRescuers(rescue, ground), ...makeBeatOfficers(county, police)];
  const resources = makeResources(county, ground);
  const later = makeLater(county, ground);
  const everyUnit = [...units, ...rescue, ...later.units];
  return new Map([
    [
      'pack.json',
      keyed({
        identity: withLines(county.identity, boundsOf(topology)),
        calendar: workCalendar(),
        policy: policyOf(county),
        demo: county.demo,
        models: makeModels(incidents),
        procedures: proceduresOf(catalogue),
        listedNotice: listedNotice(county),
      }),
    ],
    ['units.json', rows(everyUnit)],
    ['plans.json', rows(makePlans(county))],
    ['staff.json', rows([...staff, ...counters, ...others, ...later.staff])],
    ['objects.json', rows(objects)],
    ['catalogue.json', rows(catalogue)],
    ['domains.json', rows(usualDomains)],
    ['systems.json', rows(usualSystems)],
    ['sensors.json', rows(sensors)],
    ['rules.json', rows(makeRules(sensors, county.drifts))],
    ['cameras.json', rows(cameras)],
    ['indicators.json', rows(indicators)],
    ...optional('series.json', county.outside ? makeSeries(departmentOf(county)) : []),
    ['dedicated.json', rows(dedicated)],
    ['responsibility.json', rows(makeResponsibility(county, catalogue, everyUnit, dedicated))],
    ['six.json', rows(makeSix(county))],
    ['duties.json', rows(makeDuties(county))],
    ['police.json', rows(police)],
    ['listed.json', rows(makeListed(county))],
    ...optional('connected.json', makeConnected(county)),
    ...optional('resources.json', resources),
    ...optional('overview.json', county.overview ? makeOverview() : []),
    ['lamps.json', rows(makeLamps(county, ground))],
    ['vehicles.json', rows(makeVehicles(everyUnit))],
  ]);
}

/** Corners of the waters on a map. */
const watersOf = ({ water }: Identity['map'], mapDir: string): Point[] =>
  water.flatMap((file) => cornersOf(readJson<FeatureCollection>(`${mapDir}/${file}`)));

/** What a pack says of its map: with the lines that its author draws. */
const withLines = (identity: County['identity'], bounds: Identity['bounds']): Identity => ({
  ...identity,
  bounds,
  map: { ...identity.map, layers: [...lineLayers] },
});

/** Roads and inner rivers of a county by the names of their files, drawn from the map files in `mapDir`. */
export function mapLineFiles({ identity }: County, mapDir: string): Map<string, string> {
  const { id, map } = identity;
  const topology = readJson<Topology>(`${mapDir}/${map.grids}`);
  const water = watersOf(map, mapDir);
  return lineFiles(id, topology, gridTree(topology), water);
}

/** The map files of a town by name, cut from those of its county in `mapDir`. */
export function townMapFiles(town: string, mapDir: string): Map<string, string> {
  const { grids, boundary, neighbours, places } = cutTown(
    readJson<Topology>(`${mapDir}/grids.topo.json`),
    town,
    readJson<FeatureCollection>(`${mapDir}/neighbours.geojson`),
    readJson<FeatureCollection>(`${mapDir}/places.geojson`),
  );
  return new Map([
    ['grids.topo.json', JSON.stringify(grids)],
    ['boundary.geojson', JSON.stringify(boundary)],
    ['neighbours.geojson', JSON.stringify(neighbours)],
    ['places.geojson', JSON.stringify(places)],
  ]);
}

/** Names in Latin letters of the wide cells that have one. */
function pinyinOf(topology: Topology): Map<string, string> {
  const { geometries } = topology.objects['l1'] as GeometryCollection;
  return new Map(
    geometries.flatMap(({ properties }): [string, string][] => {
      const { id, pinyin } = (properties ?? {}) as { id?: string; pinyin?: string };
      return id === undefined || pinyin === undefined ? [] : [[id, pinyin]];
    }),
  );
}

/** Corners of all shapes of a collection. */
function cornersOf({ features }: FeatureCollection): Point[] {
  const found: Point[] = [];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [lng, lat] = part as Position;
    if (typeof lng === 'number' && typeof lat === 'number') found.push({ lng, lat });
    else part.forEach(walk);
  };
  for (const { geometry } of features) if (geometry.type !== 'GeometryCollection') walk(geometry.coordinates);
  return found;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

/** Police stations and the bodies that carry functions, drawn last, so that what a county had before them stays where it is. */
function makeLater(county: County, ground: AuthorGround): { units: Unit[]; staff: Staff[] } {
  const stations = makeStations(county, ground);
  const bodies = makeBodies(county, ground);
  return { units: [...stations, ...bodies], staff: makeBodyStaff(bodies, ground) };
}

const boundsOf = (topology: Topology): Identity['bounds'] =>
  bbox(topology).map((degrees) => Number(degrees.toFixed(5))) as unknown as Identity['bounds'];

/** A file that a county without such rows does not have. */
const optional = (name: string, list: readonly unknown[]): [string, string][] =>
  list.length > 0 ? [[name, rows(list)]] : [];

/** One row a line: small, and a change of one row is a change of one line. */
function rows(list: readonly unknown[]): string {
  return `[\n${list.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

function keyed(value: Record<string, unknown>): string {
  return `{\n${Object.entries(value)
    .map(([key, part]) => `${JSON.stringify(key)}: ${JSON.stringify(part)}`)
    .join(',\n')}\n}\n`;
}
