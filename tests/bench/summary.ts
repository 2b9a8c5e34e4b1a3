import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Person } from '#shared/access/person.ts';
import { windowsFor, type Windows } from '#shared/indicator/window.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { figures, type Figures } from '#shared/wire/http.ts';
import { figureGroundOf } from '../../server/figures/figure-totals.ts';
import { cellsInside, composeFigures, countedOf, leagueLevel } from '../../server/queries/figures.ts';
import { openLog } from '../../server/log.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { loadPacks } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { openFigureQueries } from '../../server/storage/figures/figure-queries.ts';
import { figureNext, remakeFigures } from '../../server/storage/figures/figure-store.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { fillCounty } from './search-county.ts';
import { quantile, type BenchResult } from './result.ts';

const rounds = Number(process.env['ROUNDS'] ?? 12);
const to = Date.parse('2026-11-22T15:42:00+08:00');
const from = Date.parse('2023-11-22T00:00:00+08:00');
const plan = {
  count: Number(process.env['INCIDENTS'] ?? 3_620_000),
  different: 36_200,
  from,
  to,
  lives: true,
};
const county = 'longgang';

/**
 * The leaders' page over 3.62 million matters of all procedures in three years, through the functions behind GET /figures: of the
 * whole county and of a town, for every window there is. `ours` is the 95th percentile of all; the limit reads the same answer,
 * held ready, by its key. `COUNTY=` names a folder that keeps the county, `REMAKE=1` adds it up again.
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
    return await measure(database, must(pack, county));
  } finally {
    await database.close();
    await postgres.stop();
    if (kept === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the county and adds it up, if that is not done yet; answers how long each took. */
async function prepare(database: Database, pack: LoadedPack): Promise<Record<string, number>> {
  const { rows: made } = await database.pool.query('SELECT FROM search_mark');
  const filled = made.length > 0 ? {} : await fillCounty(database, { pack, ...plan });
  process.stderr.write(`${JSON.stringify(filled)}\n`);
  if (process.env['REMAKE']) await remakeFigures(database, county);
  const began = performance.now();
  let steps = 0;
  while (await figureNext(database, figureGroundOf(pack)))
    if (++steps % 50 === 0) process.stderr.write(`${steps} ${Math.round(performance.now() - began)} ms\n`);
  const figuresMade = Math.round(performance.now() - began);
  if (steps > 0)
    await database.pool.query('VACUUM (ANALYZE) figure_matter, figure_total, figure_part, figure_took');
  return { ...filled, figuresMade };
}

async function measure(database: Database, pack: LoadedPack): Promise<BenchResult> {
  const filledMs = await prepare(database, pack);
  const queries = openFigureQueries(database);
  const ask = async (kind: Kind): Promise<Figures> => {
    const { person, windows } = kind;
    const level = leagueLevel(pack, person);
    const counted = countedOf(pack, kind);
    const league = { level, keys: cellsInside(pack, person, level)?.map(({ id }) => id) ?? null };
    const time = pack.pack.calendar;
    const levelOf = (grid: string) => pack.grid.byId.get(grid)?.level;
    const raw = await queries.read({ person, windows, time, levelOf, league, counted, now: to });
    return figures.parse(composeFigures({ pack, person, windows, raw, query: kind, counted }));
  };
  const kinds = kindsOf(pack);
  await database.pool.query('DROP TABLE IF EXISTS ready');
  await database.pool.query('CREATE TABLE ready (key text PRIMARY KEY, answer json NOT NULL)');
  for (const [key, kind] of Object.entries(kinds))
    await database.pool.query('INSERT INTO ready VALUES ($1, $2)', [key, JSON.stringify(await ask(kind))]);
  const ms = new Map<string, number[]>();
  const limit: number[] = [];
  const live = await openLife(database, pack);
  // Kinds take turns, so that none has the cache to itself, and the county goes on between them.
  for (let round = 0; round < rounds; round++)
    for (const [key, kind] of Object.entries(kinds)) {
      await live();
      let began = performance.now();
      await ask(kind);
      ms.set(key, [...(ms.get(key) ?? []), performance.now() - began]);
      began = performance.now();
      const { rows } = await database.pool.query('SELECT answer FROM ready WHERE key = $1', [key]);
      figures.parse(rows[0]?.answer);
      limit.push(performance.now() - began);
    }
  const all = [...ms.values()].flat();
  await live();
  const ten = await atOnce(10, () => ask(must(kinds['leader year'], 'kind')));
  const sizes = await database.pool.query<Record<string, number>>(sizeQuery);
  return {
    name: 'summary',
    ours: quantile(all, 0.95),
    limit: quantile(limit, 0.95),
    ratio: quantile(all, 0.95) / quantile(limit, 0.95),
    unit: 'ms, p95',
    n: all.length,
    detail: {
      incidents: plan.count,
      filledMs,
      megabytes: sizes.rows[0],
      all: times(all),
      limit: times(limit),
      tenLeadersAtOnce: times(ten),
      kinds: Object.fromEntries([...ms].map(([key, samples]) => [key, times(samples)])),
      differences: await differences(database, await ask(must(kinds['leader year'], 'kind'))),
    },
  };
}

/** Of a hundred matters that move: mostly those of the last days, some older, a few of long ago. */
const moving = [
  { days: 7, of: 80 },
  { days: 60, of: 15 },
  { days: 400, of: 5 },
];

/** Three matters that move and are booked: what a county of this size does in seven seconds. */
async function openLife({ pool }: Database, pack: LoadedPack): Promise<() => Promise<void>> {
  const ids: string[] = [];
  for (const { days, of } of moving) {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM figure_matter WHERE jurisdiction = $1 AND reported_at >= $2 ORDER BY md5(id) LIMIT $3`,
      [county, to - days * dayMs, of],
    );
    ids.push(...rows.map(({ id }) => id));
  }
  let turn = 0;
  return async () => {
    const moved = Array.from({ length: 3 }, () => ids[(turn += 7) % ids.length]);
    await pool.query(
      `INSERT INTO ledger (jurisdiction, seq, at, subject, version, body, hash)
       SELECT m.jurisdiction, m.seq + u.n, 0, u.id, -(m.seq + u.n)::int, '', ''
       FROM figure_mark AS m CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS u (id, n) WHERE m.jurisdiction = $1`,
      [county, moved],
    );
    while (await figureNext({ pool }, figureGroundOf(pack)));
  };
}

interface Kind {
  person: Person;
  windows: Windows;
  family: 'incident' | 'all' | 'approval';
  procedure: undefined;
}

function kindsOf(pack: LoadedPack): Record<string, Kind> {
  const windowsOf = (ask: Partial<Parameters<typeof windowsFor>[0]>): Windows => {
    const windows = windowsFor({ window: 'month', ...ask }, pack.pack.calendar, to);
    if (isRefusal(windows)) throw new Error(windows.reason);
    return windows;
  };
  const leader: Person = { id: 'l', name: 'l', role: 'leader', jurisdiction: county, grids: [] };
  const town = { ...leader, grids: [must(pack.grid.levels[0][0], 'town').id] };
  const kind = (person: Person, windows: Windows, family: Kind['family'] = 'incident'): Kind => ({
    person,
    windows,
    family,
    procedure: undefined,
  });
  const own = windowsOf({ from: to - 500 * dayMs, to: to - 100 * dayMs });
  return {
    'leader today': kind(leader, windowsOf({ window: 'today' })),
    'leader week': kind(leader, windowsOf({ window: 'week' })),
    'leader month': kind(leader, windowsOf({ window: 'month' })),
    'leader last month': kind(leader, windowsOf({ window: 'last-month' })),
    'leader quarter': kind(leader, windowsOf({ window: 'quarter' })),
    'leader year': kind(leader, windowsOf({ window: 'year' })),
    'leader own 400 days': kind(leader, own),
    'leader year, approvals': kind(leader, windowsOf({ window: 'year' }), 'approval'),
    'leader year, all': kind(leader, windowsOf({ window: 'year' }), 'all'),
    'town month': kind(town, windowsOf({ window: 'month' })),
    'town year': kind(town, windowsOf({ window: 'year' })),
  };
}

async function atOnce(people: number, ask: () => Promise<unknown>): Promise<number[]> {
  const began = performance.now();
  return Promise.all(Array.from({ length: people }, () => ask().then(() => performance.now() - began)));
}

/** The year's figures of each procedure against a count over the incidents themselves; nothing when they agree. */
async function differences({ pool }: Database, { window, families }: Figures): Promise<string[]> {
  const { rows } = await pool.query<Record<string, number> & { procedure: string }>(
    `SELECT procedure, count(*) FILTER (WHERE reported_at >= $2 AND reported_at < $3) AS opened,
       count(*) FILTER (WHERE closed_at >= $2 AND closed_at < $3) AS closed,
       count(*) FILTER (WHERE least(closed_at, due_at) >= $2 AND least(closed_at, due_at) < $3) AS due,
       count(*) FILTER (WHERE closed_at >= $2 AND closed_at < $3 AND closed_at <= due_at) AS "onTime"
     FROM incident WHERE jurisdiction = $1 GROUP BY procedure`,
    [county, window.from, window.to],
  );
  return rows.flatMap((row) => {
    const held = families.find(({ procedure }) => procedure === row.procedure);
    return (['opened', 'closed', 'due', 'onTime'] as const).flatMap((name) =>
      held?.[name] === row[name] ? [] : [`${row.procedure} ${name}: ${held?.[name]} against ${row[name]}`],
    );
  });
}

const sizeQuery = `SELECT (pg_total_relation_size('incident') >> 20)::int AS incident,
  (pg_total_relation_size('figure_matter') >> 20)::int AS matters,
  (pg_total_relation_size('figure_total') >> 20)::int AS totals,
  ((pg_total_relation_size('figure_part') + pg_total_relation_size('figure_took')) >> 20)::int AS parts`;

const times = (samples: readonly number[]): Record<string, number> => ({
  p50: round(quantile(samples, 0.5)),
  p95: round(quantile(samples, 0.95)),
  most: round(Math.max(...samples)),
});
const round = (ms: number): number => Math.round(ms * 10) / 10;
