import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Person } from '#shared/access/person.ts';
import { dice, type Dice } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { recordsQuery } from '#shared/wire/records.ts';
import { openRecords } from '../../server/ledger/records.ts';
import { openLog } from '../../server/log.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { loadPacks } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { makeWorld } from '../../server/past/world-county.ts';
import { openWorldRecords, type WorldRecords } from '../../server/records/records.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { fillWorld } from '../../server/storage/world/world-copy.ts';
import { quantile, type BenchResult } from './result.ts';

const county = 'jiangyin';
const perKind = 40;
const count = Number(process.env['RECORDS'] ?? 3_620_000);
const secret = 'the key of a benchmark, of no worth';

interface Ask {
  person?: Partial<Person>;
  query: Record<string, unknown>;
}
/** Words that some record has: a name, a telephone, an address, a code. */
interface Sample {
  name: string;
  phone: string;
  identity: string;
  address: string;
  firm: string;
  code: string;
  grid: string;
  town: string;
}

/**
 * Searches of the records of a county as officers make them, through the function behind GET /records with all that it does:
 * keys, scope, opening what is sealed, the line of the trail. `ours` is the 95th percentile of all kinds, each is in `detail`;
 * the limit is a record read by its key. Both alternate. `COUNTY=` names a folder that keeps the county, `RECORDS=` makes it smaller.
 */
export async function run(): Promise<BenchResult> {
  const kept = process.env['COUNTY'];
  const folder = kept ?? (await mkdtemp(path.join(tmpdir(), 'jiuhuan-bench-')));
  await mkdir(folder, { recursive: true });
  // As root PostgreSQL runs under another account, which must be able to enter.
  await chmod(folder, 0o755);
  const log = openLog('silent');
  const postgres = await startPostgres(folder, log);
  const database = await openDatabase(postgres.url, log);
  try {
    const pack = must((await loadPacks({ ...packFolders(), only: [county] }))[0], county);
    const world = openWorldRecords({ database, records: openRecords(database), now: Date.now, secret });
    const began = performance.now();
    const rows = makeWorld(pack, world.sealing, { count, now: Date.now(), first: [] });
    const filled = await fillWorld(database, county, count, rows);
    const filledMs = Math.round(performance.now() - began);
    process.stderr.write(`${filled} records in ${filledMs} ms\n`);
    await database.pool.query('ANALYZE world_record');
    return await measure(database, world, pack, filled > 0 ? filledMs : null);
  } finally {
    await database.close();
    await postgres.stop();
    if (kept === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  database: Database,
  world: WorldRecords,
  pack: LoadedPack,
  filledMs: number | null,
): Promise<BenchResult> {
  const samples = await someRecords(database, world, pack);
  const roll = dice(99);
  const [ms, found, limit] = [new Map<string, number[]>(), new Map<string, number[]>(), [] as number[]];
  const add = (to: Map<string, number[]>, kind: string, value: number): void =>
    void to.set(kind, [...(to.get(kind) ?? []), value]);
  // Kinds take turns, so that none has the cache to itself.
  for (let round = 0; round < perKind; round++)
    for (const [kind, make] of Object.entries(kinds)) {
      const { person, query } = make(roll.pick(samples.all), roll);
      const who: Person = {
        id: 'duty',
        name: 'duty',
        role: 'duty',
        jurisdiction: county,
        grids: [],
        ...person,
      };
      let began = performance.now();
      const list = await world.search(pack, who, recordsQuery.parse({ purpose: 'matter', ...query }));
      const mine = performance.now() - began;
      if (isRefusal(list)) throw new Error(`${kind} ${JSON.stringify(query)}: ${list.reason}`);
      add(ms, kind, mine);
      add(found, kind, list.found);
      if (mine > 200)
        process.stderr.write(`${kind} ${mine.toFixed(0)} ms ${JSON.stringify(query)} ${list.found}\n`);
      began = performance.now();
      await database.pool.query(
        'SELECT id, kind, open, sealed FROM world_record WHERE jurisdiction = $1 AND id = $2',
        [county, roll.pick(samples.ids)],
      );
      limit.push(performance.now() - began);
    }
  const all = [...ms.values()].flat();
  const [ours, by] = [quantile(all, 0.95), quantile(limit, 0.95)];
  const sizes = await database.pool.query<Record<string, number>>(sizeQuery);
  return {
    name: 'records',
    ours,
    limit: by,
    ratio: ours / by,
    unit: 'ms, p95',
    n: all.length,
    detail: {
      filledMs,
      ...sizes.rows[0],
      all: times(all),
      limit: times(limit),
      kinds: Object.fromEntries(
        [...ms].map(([kind, one]) => [kind, { ...times(one), found: quantile(found.get(kind) ?? [], 0.5) }]),
      ),
    },
  };
}

const inTown = ({ town }: Sample): Partial<Person> => ({ grids: [town] });
const inGrid = ({ grid }: Sample): Partial<Person> => ({ role: 'field', grids: [grid] });

const kinds: Record<string, (one: Sample, roll: Dice) => Ask> = {
  'identity number': (one) => ({ query: { q: one.identity } }),
  telephone: (one) => ({ query: { q: one.phone } }),
  'last four of a telephone': (one) => ({ query: { q: one.phone.slice(-4) } }),
  'whole name': (one) => ({ query: { q: one.name, kind: 'person' } }),
  surname: (one) => ({ query: { q: one.name.slice(0, 1), kind: 'person' } }),
  'surname in a town': (one) => ({ person: inTown(one), query: { q: one.name.slice(0, 1) } }),
  'surname in a grid': (one) => ({ person: inGrid(one), query: { q: one.name.slice(0, 1) } }),
  address: (one) => ({ query: { q: one.address } }),
  'part of an address': (one) => ({ query: { q: one.address.split(' ')[0] } }),
  'name and address': (one) => ({ query: { q: `${one.name} ${one.address.split(' ')[0] ?? ''}` } }),
  firm: (one) => ({ query: { q: one.firm.slice(0, 6) } }),
  'what every firm is called': () => ({ query: { q: '有限公司' } }),
  'code of an asset': (one) => ({ query: { q: one.code } }),
  'all people of a grid': (one) => ({ query: { grid: one.grid, kind: 'person' } }),
  'all of a grid': (one) => ({ person: inGrid(one), query: {} }),
  'all of a town': (one) => ({ query: { grid: one.town } }),
  nothing: () => ({ query: { q: '不存在的名字' } }),
};

async function someRecords(
  { pool }: Database,
  world: WorldRecords,
  pack: LoadedPack,
): Promise<{ all: Sample[]; ids: string[] }> {
  const read = async (kind: string): Promise<Record<string, string>[]> => {
    const { rows } = await pool.query<{
      id: string;
      l1: string;
      l3: string;
      open: object;
      sealed: Buffer | null;
    }>(
      `SELECT id, l1, l3, open, sealed FROM world_record TABLESAMPLE SYSTEM (0.5) WHERE kind = $1 LIMIT 300`,
      [kind],
    );
    return rows.map(({ id, l1, l3, open, sealed }) => ({
      id,
      l1,
      l3,
      ...open,
      ...(world.sealing.open(`${pack.id}/${id}`, sealed) as Record<string, string>),
    }));
  };
  const people = (await read('person')).filter(({ phone }) => phone !== undefined);
  const [dwellings, firms, assets] = [await read('dwelling'), await read('firm'), await read('asset')];
  const at = (list: readonly Record<string, string>[], i: number, field: string): string =>
    must(list[i % list.length]?.[field], field);
  const all = people.map((one, i) => ({
    name: at(people, i, 'name'),
    phone: at(people, i, 'phone'),
    identity: at(people, i, 'identity'),
    address: at(dwellings, i, 'address'),
    firm: at(firms, i, 'name'),
    code: at(assets, i, 'code'),
    grid: must(one['l3'], 'l3'),
    town: must(one['l1'], 'l1'),
  }));
  return { all, ids: [...people, ...dwellings].map((one) => must(one['id'], 'id')) };
}

const sizeQuery = `SELECT (SELECT sum(n)::int FROM world_count) AS records,
  (pg_relation_size('world_record') >> 20)::int AS "tableMB",
  (pg_relation_size('world_record_keys') >> 20)::int AS "keysMB",
  (pg_total_relation_size('world_record') >> 20)::int AS "allMB"`;

const times = (samples: readonly number[]): Record<string, number> => ({
  p50: round(quantile(samples, 0.5)),
  p95: round(quantile(samples, 0.95)),
  p99: round(quantile(samples, 0.99)),
  most: round(Math.max(...samples)),
});
const round = (value: number): number => Math.round(value * 10) / 10;
