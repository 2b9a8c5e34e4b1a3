import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { must } from '#shared/kernel/must.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { openLog } from '../../server/log.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';
import { openDesk, signIn } from './bench-house.ts';
import { openRawScreen, type RawScreen } from './raw-screen.ts';
import { quantile, type BenchResult } from './result.ts';

const county = 'longgang';
const windowMs = Number(process.env['WINDOW'] ?? 15_000);
const screensOfEach = 20;
const perMessage = 500;
const senders = 4;
const callers = 4;
/** Clock ticks of the kernel in a second, in which it counts what a process used. */
const ticksPerSecond = 100;

interface Figures {
  nodes: number;
  readingsPerSecond: number;
  reportsPerSecond: number;
  /** ms from sending a reading to one server until a screen at another has decoded it. */
  across: { p50: number; p99: number; n: number };
  /** Cores that each server used. */
  coresOfEach: number[];
  /** Through Redis, in and out, in a second. */
  bytesBetween: number;
}

/**
 * One, two and four servers of one house, each a process, on one PostgreSQL and one Redis: what they take of readings and reports
 * together, as much as all of them can, and how late a screen at one sees what came by another. `ours` is four servers' readings,
 * `limit` one server's. All stand on one machine: where it has fewer cores than servers, the figures say what sharing costs, not
 * what more machines give.
 */
export async function run(): Promise<BenchResult> {
  const figures: Figures[] = [];
  for (const nodes of [1, 2, 4]) {
    figures.push(await measure(nodes));
    process.stderr.write(`${JSON.stringify(figures.at(-1))}\n`);
  }
  const [one, , four] = figures.map(({ readingsPerSecond }) => readingsPerSecond);
  return {
    name: 'cluster',
    ours: must(four, 'four servers'),
    limit: must(one, 'one server'),
    ratio: must(four, 'four servers') / must(one, 'one server'),
    unit: 'readings/s',
    n: figures.length,
    detail: { goal: { acrossP99: 350 }, figures },
  };
}

async function measure(count: number): Promise<Figures> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-bench-'));
  await chmod(folder, 0o755);
  const postgres = await startPostgres(folder, openLog('silent'));
  const redis = await startRedis();
  const nodes: ServerProcess[] = [];
  try {
    for (let n = 0; n < count; n++)
      nodes.push(await startNode(path.join(folder, `node-${n}`), postgres.url, redis));
    const file = path.join(folder, `node-${count - 1}`, 'demo.json');
    return await load(nodes, redis, JSON.parse(await readFile(file, 'utf8')) as DemoFile);
  } finally {
    for (const { child } of nodes) child.kill('SIGKILL');
    await redis.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function startNode(dataDir: string, url: string, redis: TestRedis): Promise<ServerProcess> {
  return startServer(dataDir, {
    SESSION_SECRET: 's'.repeat(40),
    SECRET_KEY: 'k'.repeat(40),
    RECORD_KEY: 'r'.repeat(40),
    PACKS: county,
    DATABASE_URL: url,
    REDIS_URL: redis.url,
  });
}

async function load(nodes: readonly ServerProcess[], redis: TestRedis, demo: DemoFile): Promise<Figures> {
  const { sources } = must(demo.jurisdictions[county], county);
  const [devices, hotline] = [must(sources['sim-devices'], 'token'), must(sources['hotline'], 'token')];
  const last = must(nodes.at(-1), 'a server');
  const cookie = await signIn(last.url, county, 'duty1', demo.password);
  const sensors = await openDesk(last.url, county, cookie).get<Sensor[]>('sensors');
  const across: number[] = [];
  const open: RawScreen[] = [];
  for (const node of nodes)
    for (let n = 0; n < screensOfEach; n++) {
      const isWatched = node === last && n === 0;
      open.push(await openScreen(node.url, cookie, isWatched ? across : null));
    }
  let isOver = false;
  const sent = { readings: 0, reports: 0 };
  /** A refusal ends the bench: what is refused is quickly done, and counts nothing. */
  const post = async (node: ServerProcess, token: string, what: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${node.url}/api/${county}/${what}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
  };
  const send = async (n: number): Promise<void> => {
    // Never by the server whose screen is watched, where there is another.
    const node = must(nodes[n % Math.max(1, nodes.length - 1)], 'a server');
    for (let i = n; !isOver; i += senders) {
      const at = Date.now();
      const rows = Array.from({ length: perMessage }, (_, k) => {
        const { id, normal } = must(sensors[(i * perMessage + k) % sensors.length], 'a sensor');
        return { sensor: id, at: at - (i % 7), value: normal[0] };
      });
      await post(node, devices, 'readings', rows);
      sent.readings += rows.length;
    }
  };
  const call = async (n: number): Promise<void> => {
    const node = must(nodes[n % nodes.length], 'a server');
    for (let i = n; !isOver; i += callers) {
      const { place } = must(sensors[i % sensors.length], 'a sensor');
      const body = {
        source: 'hotline',
        item: 'road-damage',
        title: `路面破损 ${i}`,
        detail: '来电反映路面破损',
      };
      await post(node, hotline, 'reports', { ...body, place, address: '' });
      sent.reports += 1;
    }
  };
  const work = [
    ...Array.from({ length: senders }, (_, n) => send(n)),
    ...Array.from({ length: callers }, (_, n) => call(n)),
  ];
  await pause(3_000);
  const from = { ...sent, used: nodes.map(usedBy), bytes: bytesThrough(redis) };
  across.length = 0;
  await pause(windowMs);
  const seconds = windowMs / 1_000;
  const used = nodes
    .map(usedBy)
    .map((now, n) => (now - must(from.used[n], 'use')) / ticksPerSecond / seconds);
  const figures = {
    nodes: nodes.length,
    readingsPerSecond: Math.round((sent.readings - from.readings) / seconds),
    reportsPerSecond: Math.round((sent.reports - from.reports) / seconds),
    across: { p50: quantile(across, 0.5), p99: quantile(across, 0.99), n: across.length },
    coresOfEach: used.map((share) => Math.round(share * 100) / 100),
    bytesBetween: Math.round((bytesThrough(redis) - from.bytes) / seconds),
  };
  isOver = true;
  await Promise.all(work);
  for (const screen of open) screen.close();
  return figures;
}

function openScreen(url: string, cookie: string, late: number[] | null): Promise<RawScreen> {
  return openRawScreen({
    url,
    jurisdiction: county,
    headers: { cookie },
    sensors: 'all',
    channels: ['board:all', 'sensing:all'],
    ...(late && {
      onFrame({ at, ages }) {
        const now = Date.now();
        for (let i = 0; i < ages.length; i += 8) late.push(now - at + (ages[i] ?? 0));
      },
    }),
  });
}

/** What a server used of the processor since its start, in ticks. */
function usedBy({ child }: ServerProcess): number {
  const fields =
    execFileSync('cat', [`/proc/${child.pid}/stat`], { encoding: 'utf8' })
      .split(') ')[1]
      ?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** What went through Redis since its start, in bytes. */
function bytesThrough({ url }: TestRedis): number {
  const told = execFileSync('redis-cli', ['-u', url, 'info', 'stats'], { encoding: 'utf8' });
  const valueOf = (name: string): number => Number(new RegExp(`${name}:(\\d+)`).exec(told)?.[1]);
  return valueOf('total_net_input_bytes') + valueOf('total_net_output_bytes');
}
