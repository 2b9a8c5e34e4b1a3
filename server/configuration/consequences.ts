import type { Limit } from '#shared/clock/calendar.ts';
import { dutyItem } from '#shared/pack/duty.ts';
import { plan } from '#shared/pack/plan.ts';
import { catalogueItem } from '#shared/pack/schema.ts';
import { isDeepStrictEqual } from 'node:util';
import { ruleSchema } from '#shared/sensing/rule.ts';
import type { Consequence, PackChangeAsked } from '#shared/wire/configuration.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Database } from '../storage/database.ts';
import * as touched from '../storage/pack-touched.ts';
import {
  countOpenInGrid,
  countOpenOfItem,
  countOpenOfUnit,
  type OpenOfItem,
} from '../storage/pack-versions.ts';
import { rowsNaming } from './naming.ts';
import { rowOf } from './rows.ts';

type Asked = Pick<PackChangeAsked, 'rows' | 'applies'>;
type Row = Asked['rows'][number];
type What = Extract<Consequence, { kind: 'count' }>['what'];
type Counted = readonly (readonly [What, number])[];
type Pool = Pick<Database, 'pool'>;

/** A sheet of a thousand rows is counted for so many of them: a preview is waited for. */
const mostCounted = 100;

/** What a change does to what is under way, row by row. Faulty rows have none, and nothing rests on what is yet to come. */
export async function consequencesOf(
  database: Pool,
  pack: LoadedPack,
  { rows, applies }: Asked,
): Promise<Consequence[]> {
  const found: Consequence[] = [];
  for (const row of rows.slice(0, mostCounted)) {
    const { part, key } = row;
    const count = ([what, number]: Counted[number]): Consequence => ({
      kind: 'count',
      part,
      key,
      what,
      count: number,
    });
    const isThere = rowOf(pack, row) !== null;
    if (part === 'catalogue') {
      const open = await countOpenOfItem(database, pack.id, key);
      found.push(count(['open-matters', open.open]), ...limitsMoved(pack, row, applies, open));
    } else if (isThere || part === 'rules' || part === 'duties')
      found.push(...((await counting[part]?.(database, pack, row)) ?? []).map(count));
    if (isThere && row.body === null) found.push(count(['rows', rowsNaming(pack, row)]));
  }
  return found;
}

/** What rests on a row of each part. */
const counting: Readonly<Record<string, (database: Pool, pack: LoadedPack, row: Row) => Promise<Counted>>> = {
  units: async (database, { id }, { key }) => [
    ['open-matters', await countOpenOfUnit(database, id, key)],
    ['tasks', await touched.countTasksOfUnit(database, { jurisdiction: id, key })],
    ['accounts', await touched.countAccountsOfUnit(database, { jurisdiction: id, key })],
  ],
  staff: async (database, { id }, { key }) => [
    ['accounts', await touched.countAccountsOfStaff(database, { jurisdiction: id, key })],
  ],
  roles: async (database, { id }, { key }) => [
    ['accounts', await touched.countAccountsOfRole(database, { jurisdiction: id, key })],
  ],
  grids: async (database, { id }, { key }) => [
    ['open-matters', await countOpenInGrid(database, id, key)],
    ['accounts', await touched.countAccountsInGrid(database, { jurisdiction: id, key })],
    ['screens', await touched.countScreensOfGrid(database, { jurisdiction: id, key })],
  ],
  rules: async (database, pack, { key, body }) => [
    ['sensors', sensorsOf(pack, body ?? ruleNow(pack, key))],
    ['alarms', await touched.countAlarmsOfRule(database, { jurisdiction: pack.id, key })],
  ],
  sensors: async (database, pack, { key }) => [
    ['rules', pack.rulesOf(pack.sensorOrdinals.get(key) ?? -1).length],
    ['alarms', await touched.countAlarmsOfSensor(database, { jurisdiction: pack.id, key })],
  ],
  procedures: async (database, { id, pack }, { key }) => [
    ['open-matters', await touched.countOpenOfProcedure(database, { jurisdiction: id, key })],
    ['items', pack.catalogue.filter(({ procedure }) => procedure === key).length],
  ],
  domains: async (database, { id, pack }, { key }) => {
    const items = pack.catalogue.flatMap((one) => (one.domain === key ? [one.id] : []));
    const open = await touched.countOpenOfItems(database, id, items);
    return [
      ['items', items.length],
      ['open-matters', open],
    ];
  },
  systems: (_, { pack }, { key }) =>
    Promise.resolve([['sensors', pack.sensors.filter(({ system }) => system === key).length]]),
  duties: (_, pack, { key, body }) =>
    Promise.resolve([['posts', postsOf(pack, body ?? rowOf(pack, { part: 'duties', key }))]]),
  plans: async (database, pack, { key, body }) => {
    const read = plan.safeParse(body ?? rowOf(pack, { part: 'plans', key }));
    const items = read.success ? [...read.data.items, ...read.data.urgentItems] : [];
    return [['open-matters', await touched.countOpenOfItems(database, pack.id, items)]];
  },
  pack: async (database, { id }) => [['open-matters', await touched.countOpen(database, id)]],
  responsibility: async (database, { id }) => [['open-matters', await touched.countOpen(database, id)]],
};

/** Limits of an item that are another, with the open matters that will go by them: those whose clock is yet to start. */
export function limitsMoved(
  pack: Pick<LoadedPack, 'items'>,
  { part, key, body }: Row,
  applies: Asked['applies'],
  { open, set }: OpenOfItem,
): Consequence[] {
  const before: Record<string, Limit> = pack.items.get(key)?.limits ?? {};
  const read = catalogueItem.safeParse(body);
  if (!read.success) return [];
  const after: Record<string, Limit> = read.data.limits;
  const clocks = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return clocks.flatMap((clock): Consequence[] => {
    const [was, is] = [before[clock] ?? null, after[clock] ?? null];
    if (isDeepStrictEqual(was, is)) return [];
    const ahead = Math.max(0, open - (set[clock] ?? 0));
    const moved = applies === 'open' ? ahead : 0;
    return [
      { kind: 'limit', part, key, clock, before: was, after: is, open, set: set[clock] ?? 0, ahead, moved },
    ];
  });
}

const ruleNow = ({ pack }: LoadedPack, key: string): unknown => pack.rules.find(({ id }) => id === key);

function sensorsOf({ pack }: LoadedPack, body: unknown): number {
  const read = ruleSchema.safeParse(body);
  if (!read.success) return 0;
  const { on } = read.data;
  return pack.sensors.filter((one) =>
    one.retired ? false : 'sensor' in on ? one.id === on.sensor : one.quantity === on.quantity,
  ).length;
}

/** Posts of the list of staff to which a task of a list falls: its post, in a grid of its levels. */
function postsOf({ pack, grid }: LoadedPack, body: unknown): number {
  const read = dutyItem.safeParse(body);
  if (!read.success) return 0;
  const { post, levels } = read.data;
  return pack.staff.filter((one) => {
    const level = grid.byId.get(one.grid ?? '')?.level;
    return one.post === post && levels.some((each) => each === level);
  }).length;
}
