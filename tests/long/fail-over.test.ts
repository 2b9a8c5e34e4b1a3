import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { verifyChain } from '../../server/ledger/verify.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { startPair, type Pair } from '../support/standby.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';

/**
 * An outside PostgreSQL with a standby, both real: the first dies under load, the standby takes over, the address moves. What was
 * acknowledged is held against the tables from outside.
 */
const county = 'jiangyin';
/** A broken line, a new one, and a busy machine. */
const backMs = 15_000;

interface World {
  pair: Pair;
  server: ServerProcess;
  database: Database;
  /** Number of each call that was acknowledged. */
  told: Map<number, string>;
  call(n: number): Promise<void>;
}
let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  ends = [];
});

async function open(): Promise<World> {
  const pair = await startPair();
  ends.push(() => pair.stop());
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-fail-over-'));
  ends.push(() => rm(dataDir, { recursive: true, force: true }));
  const server = await startServer(dataDir, { PACKS: county, DATABASE_URL: pair.url, LOG_LEVEL: 'warn' });
  ends.push(async () => server.child.kill('SIGKILL'));
  const database = await openDatabase(pair.url, openLog('silent'), { connections: 2 });
  ends.push(() => database.close());
  const demo = JSON.parse(await readFile(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile;
  const token = must(demo.jurisdictions[county]?.sources['hotline'], 'a token');
  const told = new Map<number, string>();
  return { pair, server, database, told, call: (n) => call({ server, token, told }, n) };
}

/** Calls until it is acknowledged, under one key. */
async function call(
  { server, token, told }: Pick<World, 'server' | 'told'> & { token: string },
  n: number,
): Promise<void> {
  const body = {
    source: 'hotline',
    item: 'road-damage',
    title: `路面破损 ${n}`,
    detail: '来电反映路面破损',
    place: { lng: 120.285, lat: 31.912 },
    address: '',
  };
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': `call-key-${n}`,
  };
  for (;;) {
    const answer = await fetch(`${server.url}/api/${county}/reports`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => null);
    if (answer?.ok) {
      const { subject, id } = (await answer.json()) as { subject?: string; id?: string };
      return void told.set(n, must(subject ?? id, 'a number'));
    }
    if (answer && answer.status < 500 && answer.status !== 429) throw new Error(await answer.text());
    await pause(100);
  }
}

async function matters(database: Database): Promise<Map<number, string[]>> {
  const { rows } = await database.pool.query<{ title: string; ids: string[] }>(
    `select title, array_agg(id) as ids from incident where jurisdiction = $1 and title like '路面破损 %' group by title`,
    [county],
  );
  return new Map(rows.map(({ title, ids }) => [Number(title.split(' ')[1]), ids]));
}

test('a standby that had everything takes over: nothing acknowledged is lost or doubled, and the server goes on by itself', async () => {
  const { pair, server, database, told, call: ring } = await open();
  await pair.waitForStandby(true);
  let isOver = false;
  const ringing = (async () => {
    for (let n = 0; !isOver; n++) await ring(n);
  })();
  await expect.poll(() => told.size, { timeout: 20_000 }).toBeGreaterThan(20);
  const before = told.size;
  const began = performance.now();
  await pair.failOver();
  await expect.poll(() => told.size, { timeout: backMs, interval: 20 }).toBeGreaterThan(before + 1);
  const awayMs = Math.round(performance.now() - began);
  await expect.poll(() => told.size, { timeout: backMs }).toBeGreaterThan(before + 20);
  isOver = true;
  await ringing;
  const there = await matters(database);
  expect([...told].filter(([n, id]) => there.get(n)?.join() !== id)).toEqual([]);
  expect((await verifyChain(database, county)).bad).toBeNull();
  expect(server.child.exitCode).toBeNull();
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  process.stderr.write(`away for ${awayMs} ms, ${told.size} calls\n`);
}, 180_000);

test('a standby that lacks the end takes over: the server stops rather than show it, and starts again on what there is', async () => {
  const { pair, server, database, told, call: ring } = await open();
  for (let n = 0; n < 10; n++) await ring(n);
  await pair.pauseStandby();
  for (let n = 10; n < 20; n++) await ring(n);
  await pair.failOver();
  await expect.poll(() => server.child.exitCode, { timeout: backMs }).not.toBeNull();
  expect(server.child.exitCode).not.toBe(0);
  expect(server.said()).toContain('went back');
  const there = await matters(database);
  for (let n = 0; n < 10; n++) expect(there.get(n)).toEqual([told.get(n)]);
  expect(there.size).toBe(10);
  expect((await verifyChain(database, county)).bad).toBeNull();
}, 180_000);

test('a base backup and the archive of the log give any instant: whole to the ledger, with what was acknowledged by then and no more', async () => {
  const { pair, server, database, told, call: ring } = await open();
  for (let n = 0; n < 10; n++) await ring(n);
  const instant = await pair.now();
  for (let n = 10; n < 20; n++) await ring(n);
  await server.end('SIGTERM');
  const began = performance.now();
  await pair.restoreTo(instant);
  const took = Math.round(performance.now() - began);
  const there = await matters(database);
  expect([...there].toSorted(([a], [b]) => a - b)).toEqual(
    [...told].slice(0, 10).map(([n, id]) => [n, [id]]),
  );
  expect((await verifyChain(database, county)).bad).toBeNull();
  process.stderr.write(`restored in ${took} ms\n`);
}, 180_000);
