import type { Procedure } from '#shared/procedure/schema.ts';
import { inWords } from '../../server/past/in-words.ts';
import type { Actor, Person, Role } from '#shared/access/person.ts';
import type { Report } from '#shared/incident/command.ts';
import type { Cell, GridTree } from '#shared/grid/tree.ts';
import type { Pack, Staff, Unit } from '#shared/pack/schema.ts';
import { catalogueRules, makeMatrix } from '#shared/responsibility/matrix.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import type { Metrics } from '../../server/ports.ts';
import { calendar, item, items } from './incident-world.ts';

/** The built-in procedures as the toy county runs them: what is asked to be shown there is told in words (`tests/shared/incident/shown.test.ts` has the rule). */
export const wordedProcedures: ReadonlyMap<string, Procedure> = new Map(
  [...builtInProcedures].map(([id, one]) => [id, inWords(one)]),
);

/** A toy county of two towns, west and east of 120° E; what the engine needs of a pack and nothing more. */
const two = (zh: string, en: string) => ({ zh, en });
const cell = (id: string, level: Cell['level'], parent: string | null, lng: number): Cell => ({
  id,
  level,
  name: id,
  parent,
  centre: { lng, lat: 31 },
});
const chainOf = (town: 'w' | 'e'): Cell[] => {
  const lng = town === 'w' ? 119.5 : 120.5;
  return [
    cell(town, 1, null, lng),
    cell(`${town}-1`, 2, town, lng),
    cell(`${town}-1-1`, 3, `${town}-1`, lng),
  ];
};
const [west, east] = [chainOf('w'), chainOf('e')];

const grid: GridTree = {
  levels: [0, 1, 2].map((level) => [west[level], east[level]]) as unknown as GridTree['levels'],
  byId: new Map([...west, ...east].map((one) => [one.id, one])),
  locate: ({ lng }) => (lng < 119 || lng > 121 ? [] : lng < 120 ? west : east),
};

const unit = (id: string, kind: Unit['kind'], more: Partial<Unit> = {}): Unit => ({
  id,
  kind,
  name: two(id, id),
  place: { lng: 119.5, lat: 31 },
  phone: '0510-1',
  skills: [],
  ...more,
});
const units = [
  unit('city', 'department'),
  unit('water', 'department'),
  unit('town', 'town', { grid: 'w' }),
  unit('village', 'community', { grid: 'w-1', parent: 'town' }),
];
const staff: Staff[] = ['w-1-1', 'e-1-1'].map((at) => ({
  id: `s-${at}`,
  name: `${at} 网格员`,
  post: 'grid-member',
  grid: at,
  phone: '1',
}));

/** The toy county under any name. */
export function testPack(id = 'toy', code = '320281'): LoadedPack {
  const pack: Pack = {
    identity: {
      id,
      code,
      name: two('县', 'County'),
      centre: two('指挥中心', 'Centre'),
      levels: [two('镇', 'Town'), two('村', 'Village'), two('格', 'Cell')],
      facts: { source: 'toy' },
      bounds: [119, 30, 121, 32],
      map: { grids: 'g', neighbours: 'n', water: [], places: 'p', attribution: 'a' },
    },
    calendar,
    policy: {
      readingDays: 30,
      futureToleranceMs: 60_000,
      lateMs: 86_400_000,
      league: { onTime: 40, closing: 30, rework: 15, satisfaction: 15 },
      targets: { onTime: 0.9, grassRoots: 0.9, reworkMax: 0.01 },
    },
    units,
    staff,
    catalogue: items,
    procedures: [...wordedProcedures.values()],
    sensors: [],
    rules: [],
    cameras: [],
    indicators: [],
  };
  return {
    id,
    edition: 1,
    pack,
    grid,
    units: new Map(units.map((one) => [one.id, one])),
    items: new Map(items.map((one) => [one.id, one])),
    procedures: wordedProcedures,
    listed: new Map(),
    sensorOrdinals: new Map(),
    cameraOrdinals: new Map(),
    staff: new Map(staff.map((one) => [one.id, one])),
    staffOf: (at) => staff.filter((one) => one.grid === at),
    rulesOf: () => [],
    unitsOfGrid: (at) => units.filter((one) => one.grid !== undefined && at.includes(one.grid)),
    matrix: makeMatrix(catalogueRules([item]), [item], units),
    duty: {
      phone: '12345',
      place: { lng: 119.5, lat: 31 },
      actor: { id: 'duty', name: '值班', role: 'duty' },
    },
  };
}

/** Someone signed in to the toy county. */
export function person(role: Role, more: Partial<Person> = {}): Person {
  const id = `${role}-${more.unit ?? more.grids?.join('+') ?? 'all'}`;
  return { id, name: id, role, jurisdiction: 'toy', grids: [], ...more };
}
export const house: Actor = { id: 'system', name: '系统', role: 'system' };

/** A report from the western town. */
export function testReport(more: Partial<Report> = {}): Report {
  return {
    kind: 'report',
    source: 'patrol',
    item: item.id,
    title: '中山路 井盖缺失',
    detail: '',
    place: { lng: 119.5, lat: 31 },
    address: '',
    urgent: false,
    evidence: [],
    ...more,
  };
}

/** Metrics that only count, by name. */
export function countingMetrics(): Metrics & { counts: Map<string, number> } {
  const counts = new Map<string, number>();
  return {
    counts,
    count: (name, _labels, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    gauge: () => undefined,
    observe: () => undefined,
  };
}
