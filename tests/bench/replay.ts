import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { readConfig } from '../../server/config.ts';
import { openHouse } from '../../server/house.ts';
import { noHash } from '../../server/ledger/chain.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { ensureJurisdiction } from '../../server/storage/record/ledger-store.ts';
import { makePartitions } from '../../server/storage/readings/reading-upkeep.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { loadPacks } from '../../server/packs/load.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { writePast } from '../../server/past/tell.ts';
import { seeded } from '../support/grids.ts';
import { quantile, type BenchResult } from './result.ts';

/** Days that a county has behind it, readings of the last whole one of them, and looks of each kind. */
const [days, looks, steps] = [4, 200, 60];
/** Times the matters that the county has in a day: 10,000 facts on the last of them. */
const scale = Number(process.env['SCALE'] ?? 2.7);
const readings = Number(process.env['READINGS'] ?? 10_000_000);
const county = 'jiangyin';
const channels = 'board:all,sensing:all';

/**
 * A wall that looks back: boards, sums of sensing and every reading at instants of the past, over HTTP from a whole house. `ours` is the
 * time of a leap to any instant, in 95 of 100; its limit reads and parses the facts of the same day and nothing else. In `detail` are the
 * first look at a day of which nothing is kept, steps of a play at 60×, and what a checkpoint takes.
 */
export async function run(): Promise<BenchResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-bench-'));
  await chmod(folder, 0o755);
  const log = openLog('error');
  const postgres = await startPostgres(folder, log);
  const database = await openDatabase(postgres.url, log);
  const config = readConfig({
    PORT: '0',
    MQTT_PORT: '0',
    HOST: '127.0.0.1',
    DEMO: '1',
    DEMO_DAYS: String(days),
    LOG_LEVEL: 'error',
    PACKS: county,
    DATA_DIR: folder,
    DATABASE_URL: postgres.url,
  });
  await fillFacts(database);
  const house = await openHouse(config, log, { onFault: (error) => fail(error) });
  try {
    const last = localDay(Date.now()) - dayMs;
    await fillReadings(database, last);
    const look = await lookerOf(house.url, folder);
    const dice = seeded(1);
    // Nothing is kept of either day yet.
    const first = (await look(last + 20 * 60 * minuteMs)).ms;
    let from = last - 4 * 60 * minuteMs;
    const second = (await look(from)).ms;
    const leaps: number[] = [];
    let bytes = 0;
    for (let i = 0; i < looks; i++) {
      const at = last - dayMs + Math.floor(dice() * 2 * dayMs);
      const told = await look(at, from);
      from = at;
      leaps.push(told.ms);
      bytes = Math.max(bytes, told.bytes);
    }
    const played: number[] = [];
    for (let i = 1; i <= steps; i++) {
      const at = last + 9 * 60 * minuteMs + i * minuteMs;
      played.push((await look(at, i === 1 ? undefined : at - minuteMs)).ms);
    }
    const bare = await bareDay(database, last);
    const p95 = quantile(leaps, 0.95);
    return {
      name: 'replay',
      ours: Math.round(p95),
      limit: Math.round(bare.ms),
      ratio: bare.ms / p95,
      unit: 'ms, p95 of a leap',
      n: looks,
      detail: {
        factsOfTheDay: bare.facts,
        readingsOfTheDay: readings,
        firstLooksMs: [Math.round(first), Math.round(second)],
        leapMs: { p50: Math.round(quantile(leaps, 0.5)), max: Math.round(Math.max(...leaps)) },
        playMs: { p50: Math.round(quantile(played, 0.5)), p95: Math.round(quantile(played, 0.95)) },
        mostBytes: bytes,
        ...(await kept(database)),
      },
    };
  } finally {
    await house.stop();
    await database.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function fail(error: unknown): never {
  throw error;
}
const localDay = (at: number): number =>
  Math.floor((at + 8 * 60 * minuteMs) / dayMs) * dayMs - 8 * 60 * minuteMs;

/** The past of the demo, with more in it: written before the house looks whether it has one. */
async function fillFacts(database: Database): Promise<void> {
  const pack = must((await loadPacks({ ...packFolders(), only: [county] }))[0], county);
  await ensureJurisdiction(database, county, noHash);
  const told = await writePast(database)(pack, { now: Date.now(), days, scale, progress: () => undefined });
  if (!told || told.refused.length > 0)
    throw new Error(`the past was not told: ${told?.refused[0] ?? 'there is one'}`);
}

/** Every sensor in even steps over the day. */
async function fillReadings(database: Database, from: number): Promise<void> {
  await makePartitions(database, 'reading', from, from + dayMs - 1);
  const { rows } = await database.pool.query<{ count: number }>(
    'select count(*)::int as count from sensor_number where jurisdiction = $1',
    [county],
  );
  const each = Math.ceil(readings / must(rows[0], 'sensors').count);
  await database.pool.query(
    `insert into reading (sensor, at, value, quality)
     select n.number, $2::bigint + (i * $3::float8)::bigint, 20 + (i % 10), 0
     from sensor_number n cross join generate_series(0, $4::int - 1) i where n.jurisdiction = $1`,
    [county, from, dayMs / each, each],
  );
  await database.pool.query('analyze reading');
}

async function lookerOf(url: string, folder: string) {
  const demo = JSON.parse(await readFile(path.join(folder, 'demo.json'), 'utf8')) as DemoFile;
  const session = await fetch(`${url}/api/${county}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'duty1', password: demo.password }),
  });
  const cookie = session.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return async (at: number, from?: number): Promise<{ ms: number; bytes: number }> => {
    const began = performance.now();
    const going = from === undefined ? '' : `&from=${from}`;
    const address = `${url}/api/${county}/replay?at=${at}&channels=${channels}&sensors=all${going}`;
    const answer = await fetch(address, { headers: { cookie } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return { ms: performance.now() - began, bytes: text.length };
  };
}

/** The facts of the day, read and parsed. */
async function bareDay({ pool }: Database, from: number): Promise<{ ms: number; facts: number }> {
  const began = performance.now();
  const { rows } = await pool.query<{ body: string }>(
    'select body from ledger where jurisdiction = $1 and at >= $2 and at < $3 order by seq',
    [county, from, from + dayMs],
  );
  for (const { body } of rows) JSON.parse(body);
  return { ms: performance.now() - began, facts: rows.length };
}

/** What the past takes beside the ledger: a checkpoint a day. */
async function kept({ pool }: Database): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ count: number; bytes: number }>(
    'select count(*)::int as count, coalesce(avg(length(body)), 0)::int as bytes from replay_checkpoint',
  );
  const { count, bytes } = must(rows[0], 'checkpoints');
  return { checkpoints: count, bytesACheckpoint: bytes, megabytesAYear: Math.round((bytes * 365) / 1e6) };
}
