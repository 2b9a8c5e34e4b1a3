import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Person } from '#shared/access/person.ts';
import { dice, type Dice } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { incidentQuery, type IncidentList } from '#shared/wire/http.ts';
import { openLog } from '../../server/log.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { loadPacks } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { openSearchIndex } from '../../server/search/search-index.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { openIncidentQueries } from '../../server/storage/incident-queries.ts';
import { startPostgres } from '../../server/storage/postgres.ts';
import { fillCounty } from './search-county.ts';
import { quantile, type BenchResult } from './result.ts';

const count = Number(process.env['INCIDENTS'] ?? 3_620_000);
const different = 36_200;
const perKind = 40;
const to = Date.parse('2026-11-22T12:00:00+08:00');
const from = to - 730 * dayMs;
const county = 'longgang';

/**
 * Searches as people make them over 3.62 million incidents of two years, through the function behind GET /incidents, with all
 * that it does: catching up, page, count and scope. `ours` is the 95th percentile of text + area + state; every other kind is in
 * `detail`. The limit is one incident read by its key. Both alternate.
 */
export async function run(): Promise<BenchResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-bench-'));
  // As root PostgreSQL runs under another account, which must be able to enter.
  await chmod(folder, 0o755);
  const log = openLog('silent');
  const postgres = await startPostgres(folder, log);
  const database = await openDatabase(postgres.url, log);
  try {
    const [pack] = await loadPacks({ ...packFolders(), only: [county] });
    const filled = await fillCounty(database, { pack: must(pack, county), count, different, from, to });
    process.stderr.write(`${JSON.stringify(filled)}\n`);
    return await measure(database, must(pack, county), filled);
  } finally {
    await database.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Ask {
  person?: Partial<Person>;
  query: Record<string, string | number | undefined>;
}

async function measure(
  database: Database,
  pack: LoadedPack,
  filled: Record<string, number>,
): Promise<BenchResult> {
  const { freshen } = openSearchIndex({ database, packs: [pack], log: openLog('silent') });
  const incidents = openIncidentQueries(database, freshen);
  const ids = await someIds(database);
  const roll = dice(99);
  const ask = async ({ person, query }: Ask): Promise<IncidentList> => {
    const who: Person = {
      ...{ id: 'duty', name: 'duty', role: 'duty', jurisdiction: county, grids: [] },
      ...person,
    };
    const list = await incidents.list(who, incidentQuery.parse(query));
    if (isRefusal(list)) throw new Error(list.reason);
    return list;
  };
  const kinds = kindsOf(pack, ids);
  const ms = new Map<string, number[]>();
  const found = new Map<string, number[]>();
  const limit: number[] = [];
  // Kinds take turns, so that none has the cache to itself.
  for (let round = 0; round < perKind; round++)
    for (const [kind, make] of Object.entries(kinds)) {
      const asked = make(roll);
      let began = performance.now();
      const list = await ask(asked);
      const mine = performance.now() - began;
      (ms.get(kind) ?? must(ms.set(kind, []).get(kind), kind)).push(mine);
      (found.get(kind) ?? must(found.set(kind, []).get(kind), kind)).push(list.total);
      if (mine > 100)
        process.stderr.write(`${kind} ${mine.toFixed(0)} ms ${JSON.stringify(asked)} ${list.total}\n`);
      began = performance.now();
      await database.pool.query(
        'SELECT id, title, address, node FROM incident WHERE jurisdiction = $1 AND id = $2',
        [county, roll.pick(ids)],
      );
      limit.push(performance.now() - began);
    }
  const main = must(ms.get('text + area + state'), 'main kind');
  const all = [...ms.values()].flat();
  const sizes = await database.pool.query<Record<string, number>>(sizeQuery);
  return {
    name: 'search',
    ours: quantile(main, 0.95),
    limit: quantile(limit, 0.95),
    ratio: quantile(main, 0.95) / quantile(limit, 0.95),
    unit: 'ms, p95',
    n: all.length,
    detail: {
      ...{ incidents: count, filledMs: filled, megabytes: sizes.rows[0] },
      all: times(all),
      kinds: Object.fromEntries(
        [...ms].map(([kind, samples]) => [
          kind,
          { ...times(samples), found: quantile(found.get(kind) ?? [], 0.5) },
        ]),
      ),
      limit: times(limit),
    },
  };
}

const sizeQuery = `SELECT (pg_total_relation_size('incident') >> 20)::int AS incident,
  (pg_relation_size('incident_search') >> 20)::int AS documents,
  (pg_relation_size('incident_search_tokens') >> 20)::int AS tokens`;

const times = (samples: readonly number[]): Record<string, number> => ({
  p50: round(quantile(samples, 0.5)),
  p95: round(quantile(samples, 0.95)),
  p99: round(quantile(samples, 0.99)),
  most: round(Math.max(...samples)),
});
const round = (ms: number): number => Math.round(ms * 10) / 10;

async function someIds({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM incident ORDER BY reported_at LIMIT 2000',
  );
  return rows.map(({ id }) => id);
}

const often = ['路', '龙', '人', '请', '1', '路口', '来电', '人民路', '影响通行'];
const never = ['火星', '飞碟坠落', '鳄鱼', '紫禁城', '雪豹出没'];

/** Every kind of question people ask, and the worst of each. */
function kindsOf(pack: LoadedPack, ids: readonly string[]): Record<string, (roll: Dice) => Ask> {
  const items = pack.pack.catalogue;
  const [towns, villages, cells] = pack.grid.levels;
  const part = (text: string, length: number, roll: Dice): string => {
    const at = roll.between(0, Math.max(0, text.length - length));
    return text.slice(at, at + length);
  };
  const item = (roll: Dice): string => roll.pick(items).name.zh;
  const area = (roll: Dice): string => roll.pick(roll.pick([towns, villages, cells])).id;
  const state = (roll: Dice): string => roll.pick(['open', 'closed', 'all']);
  const unit = (roll: Dice): string => roll.pick(pack.pack.units).id;
  const window = (roll: Dice, days: number) => {
    const start = from + Math.floor(roll.roll() * (to - from - days * dayMs));
    return { from: start, to: start + days * dayMs };
  };
  return {
    'text + area + state': (roll) => ({
      query: { q: part(item(roll), roll.between(2, 4), roll), grid: area(roll), state: state(roll) },
    }),
    'one character': (roll) => ({ query: { q: part(item(roll), 1, roll) } }),
    'two characters': (roll) => ({ query: { q: part(item(roll), 2, roll) } }),
    'very frequent': (roll) => ({ query: { q: roll.pick(often), state: state(roll) } }),
    'two words': (roll) => ({ query: { q: `${roll.pick(often)} ${part(item(roll), 2, roll)}` } }),
    'two subjects that never meet': (roll) => ({ query: { q: `${item(roll)} ${item(roll)} ${item(roll)}` } }),
    'never heard of': (roll) => ({ query: { q: roll.pick(never), state: state(roll) } }),
    'number, whole': (roll) => ({ query: { q: roll.pick(ids) } }),
    'number, its end': (roll) => ({ query: { q: roll.pick(ids).slice(-9) } }),
    telephone: (roll) => ({ query: { q: `13${roll.between(100_000, 999_999)}` } }),
    'house number': (roll) => ({ query: { q: `${roll.pick(['人民', '滨江'])}路${roll.between(1, 900)}号` } }),
    'text + unit + week': (roll) => ({
      query: { q: part(item(roll), 2, roll), unit: unit(roll), ...window(roll, 7) },
    }),
    'text + item + source + month': (roll) => ({
      query: { q: '路', item: roll.pick(items).id, source: 'enterprise', ...window(roll, 30) },
    }),
    'no text: unit, overdue': (roll) => ({ query: { unit: unit(roll), overdue: '1' } }),
    'no text: area + item': (roll) => ({ query: { grid: area(roll), item: roll.pick(items).id } }),
    'a town officer': (roll) => ({
      person: { grids: [roll.pick(towns).id] },
      query: { q: part(item(roll), 2, roll) },
    }),
    'a handler of a unit': (roll) => ({
      person: { role: 'handler', unit: unit(roll) },
      query: { q: roll.pick(often), state: state(roll) },
    }),
  };
}
