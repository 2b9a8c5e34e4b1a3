import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { verifyChain } from '../../server/ledger/verify.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { testDatabaseUrl } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';

/**
 * Three servers of one house, each a process, under load by HTTP, while one hangs, one is killed, and Redis goes and comes. Whoever
 * sends tries again at another server under the same key. What was acknowledged is held against the tables from outside.
 */
const county = 'jiangyin';
/** A term of the lease, its margin, and a busy machine. */
const takeOverMs = 9_000;
const judging = 'rules: this node judges them now';

interface Node {
  name: string;
  dataDir: string;
  server: ServerProcess;
  isUp: boolean;
}
let redis: TestRedis;
let database: Database;
let demo: DemoFile;
const nodes: Node[] = [];
const devices = (): string => must(demo.jurisdictions[county]?.sources['sim-devices'], 'a token');
const hotline = (): string => must(demo.jurisdictions[county]?.sources['hotline'], 'a token');

beforeAll(async () => {
  redis = await startRedis();
  const url = await testDatabaseUrl();
  database = await openDatabase(url, openLog('silent'));
  const secrets = {
    SESSION_SECRET: 's'.repeat(40),
    SECRET_KEY: 'k'.repeat(40),
    RECORD_KEY: 'r'.repeat(40),
  };
  for (const name of ['a', 'b', 'c']) {
    const dataDir = await mkdtemp(path.join(tmpdir(), `jiuhuan-node-${name}-`));
    const server = await startServer(dataDir, {
      ...secrets,
      PACKS: county,
      DATABASE_URL: url,
      REDIS_URL: redis.url,
      LOG_LEVEL: 'info',
    });
    nodes.push({ name, dataDir, server, isUp: true });
  }
  // The one that started last issued the tokens of the demo.
  demo = JSON.parse(await readFile(path.join(must(nodes[2], 'c').dataDir, 'demo.json'), 'utf8')) as DemoFile;
});
afterAll(async () => {
  for (const { server, dataDir } of nodes) {
    server.child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  }
  await database?.close();
  await redis?.stop();
});

const live = (): Node[] => nodes.filter(({ isUp }) => isUp);
const anyOf = (list: readonly Node[]): Node => must(list[Math.floor(Math.random() * list.length)], 'a node');
const judges = ({ server }: Node): number => server.said().split(judging).length - 1;

/** Sends until some node has answered; the same key wherever it goes. */
async function post(token: string, what: string, body: unknown, key?: string): Promise<unknown> {
  for (;;) {
    try {
      const answer = await fetch(`${anyOf(live()).server.url}/api/${county}/${what}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(3_000),
      });
      if (answer.ok) return await answer.json();
      if (answer.status < 500 && answer.status !== 429)
        throw new Error(`${answer.status} ${await answer.text()}`);
    } catch (error) {
      if (error instanceof Error && /^4\d\d /.test(error.message)) throw error;
    }
    await pause(50);
  }
}

test('nothing acknowledged is lost or doubled while nodes hang, die, and Redis goes; the rules are judged on', async () => {
  const { rows: sensors } = await database.pool.query<{ number: number; sensor: string }>(
    'select number, sensor from sensor_number where jurisdiction = $1 order by number',
    [county],
  );
  const pack = JSON.parse(
    await readFile(path.resolve(import.meta.dirname, '../../server/packs/jiangyin/sensors.json'), 'utf8'),
  ) as { id: string; quantity: string; normal: [number, number]; place: { lng: number; lat: number } }[];
  const numberOf = new Map(sensors.map(({ sensor, number }) => [sensor, number]));
  const gas = pack.filter(({ quantity }) => quantity === 'gas-leak');
  const calm = pack
    .filter(({ quantity }) => quantity === 'soil-moisture' || quantity === 'pm25')
    .slice(0, 40);
  expect(calm.length).toBeGreaterThan(5);
  let isOver = false;
  const acked: { sensor: number; at: number; value: number }[] = [];
  const told = new Map<string, string>();

  const measuring = (async () => {
    for (let i = 0; !isOver; i++) {
      const at = Date.now();
      const rows = calm.map(({ id, normal: [low, high] }, n) => ({
        sensor: id,
        at: at + n,
        value: Number((low + (high - low) * ((i % 7) / 10 + 0.1)).toFixed(1)),
      }));
      await post(devices(), 'readings', rows);
      acked.push(...rows.map(({ sensor, ...row }) => ({ ...row, sensor: numberOf.get(sensor) ?? 0 })));
      await pause(100);
    }
  })();
  const reporting = (async () => {
    for (let i = 0; !isOver; i++) {
      const { place } = must(pack[i % pack.length], 'a place');
      const body = {
        source: 'hotline',
        item: 'road-damage',
        title: `路面破损 ${i}`,
        detail: '来电反映路面破损',
        place,
        address: '',
      };
      const answer = (await post(hotline(), 'reports', body, `call-key-${i}`)) as {
        subject?: string;
        id?: string;
      };
      told.set(`call-${i}`, must(answer.subject ?? answer.id, JSON.stringify(answer)));
      await pause(150);
    }
  })();
  let leaks = 0;
  const leak = async (count: number): Promise<void> => {
    const chosen = gas.slice(leaks, leaks + count);
    leaks += count;
    const now = Date.now();
    for (const { id } of chosen)
      await post(
        devices(),
        'readings',
        [60, 40, 20, 0].map((secondsAgo) => ({ sensor: id, at: now - secondsAgo * 1_000, value: 60 })),
      );
    await expect
      .poll(
        async () => {
          const { rows } = await database.pool.query<{ n: number }>(
            'select count(distinct sensor)::int as n from rule_raise where jurisdiction = $1 and rule = $2 and sensor = any($3)',
            [county, 'gas-leak-high', chosen.map(({ id }) => id)],
          );
          return rows[0]?.n;
        },
        { timeout: takeOverMs },
      )
      .toBe(chosen.length);
  };

  await leak(3);
  const [holder] = nodes.filter((node) => judges(node) > 0);
  const hung = must(holder, 'a node that judges');
  // It hangs: nothing is sent to it any more, and another judges.
  hung.isUp = false;
  hung.server.child.kill('SIGSTOP');
  await leak(3);
  const next = must(
    live().find((node) => judges(node) > 0),
    'another node that judges',
  );
  // It goes on, and finds that its lease is gone.
  hung.server.child.kill('SIGCONT');
  hung.isUp = true;
  await pause(3_000);
  // The one that judges now dies.
  next.isUp = false;
  next.server.child.kill('SIGKILL');
  await leak(3);
  // Redis goes, and comes again.
  await redis.kill();
  await leak(3);
  await redis.start();
  await pause(3_000);
  await leak(3);
  isOver = true;
  await measuring;
  await reporting;

  // From outside: what was acknowledged is there, once.
  const { rows: stored } = await database.pool.query<{ sensor: number; at: number; value: number }>(
    'select sensor, at, value from reading where sensor = any($1)',
    [[...new Set(acked.map(({ sensor }) => sensor))]],
  );
  const keyOf = ({ sensor, at, value }: (typeof acked)[number]): string => `${sensor} ${at} ${value}`;
  const there = new Set(stored.map(keyOf));
  expect(acked.length).toBeGreaterThan(500);
  expect(acked.filter((one) => !there.has(keyOf(one)))).toEqual([]);
  const { rows: matters } = await database.pool.query<{ id: string; title: string; n: number }>(
    `select min(id) as id, title, count(*)::int as n from incident where jurisdiction = $1 and title like '路面破损 %' group by title`,
    [county],
  );
  expect(matters.filter(({ n }) => n !== 1)).toEqual([]);
  expect(told.size).toBeGreaterThan(20);
  const idOf = new Map(matters.map(({ id, title }) => [title.replace('路面破损 ', 'call-'), id]));
  expect([...told].filter(([call, id]) => idOf.get(call) !== id)).toEqual([]);
  // Each leak is one matter, alone or among those of a flood.
  const { rows: raised } = await database.pool.query<{ origin: string; n: number }>(
    `select state->>'origin' as origin, count(*)::int as n from incident where jurisdiction = $1 and item = 'gas-leak' group by 1`,
    [county],
  );
  expect(raised.filter(({ n }) => n !== 1)).toEqual([]);
  const { bad, entries } = await verifyChain(database, county);
  expect(bad).toBeNull();
  expect(entries).toBeGreaterThan(told.size);
}, 240_000);
