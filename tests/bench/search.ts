import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Person } from '#shared/access/person.ts';
import { dice } from '#shared/kernel/dice.ts';
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
import { openIncidentQueries } from '../../server/storage/record/incident-queries.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { form } from '../../server/storage/search/search-store.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { fillCounty } from './search-county.ts';
import { kindsOf, type Ask } from './search-kinds.ts';
import { quantile, type BenchResult } from './result.ts';

const perKind = 40;
const to = Date.parse('2026-11-22T12:00:00+08:00');
const from = to - 730 * dayMs;
const plan = { count: Number(process.env['INCIDENTS'] ?? 3_620_000), different: 36_200, from, to };
const county = 'longgang';

/**
 * Searches as people make them over 3.62 million incidents of two years, through the function behind GET /incidents, with all
 * that it does: catching up, page, count and scope. `ours` is the 95th percentile of text + area + state; every other kind is in
 * `detail`. The limit is one incident read by its key. Both alternate. `COUNTY=` names a folder that keeps the county.
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
    const [pack] = await loadPacks({ ...packFolders(), only: [county] });
    const { rows: made } = await database.pool.query('SELECT FROM search_mark WHERE form = $1', [form]);
    const filled = made.length > 0 ? {} : await fillCounty(database, { pack: must(pack, county), ...plan });
    process.stderr.write(`${JSON.stringify(filled)}\n`);
    return await measure(database, must(pack, county), filled);
  } finally {
    await database.close();
    await postgres.stop();
    if (kept === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  database: Database,
  pack: LoadedPack,
  filled: Record<string, number>,
): Promise<BenchResult> {
  const index = openSearchIndex({ database, packs: stillPacks([pack]), log: openLog('silent') });
  const incidents = openIncidentQueries(database, index);
  const ids = await someIds(database);
  const roll = dice(99);
  const ask = async ({ person, query }: Ask): Promise<IncidentList> => {
    const who: Person = {
      id: 'duty',
      name: 'duty',
      role: 'duty',
      jurisdiction: county,
      grids: [],
      ...person,
    };
    const list = await incidents.list(who, incidentQuery.parse(query));
    if (isRefusal(list)) throw new Error(list.reason);
    return list;
  };
  const kinds = kindsOf(pack, ids, { from, to });
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
      incidents: plan.count,
      filledMs: filled,
      megabytes: sizes.rows[0],
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
