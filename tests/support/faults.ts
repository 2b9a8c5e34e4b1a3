import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import type { Database } from '../../server/storage/database.ts';
import type { Proxy } from './proxy.ts';
import type { NodeHouse } from './server-nodes.ts';

const run = promisify(execFile);
/** How lines to the database are called that are the test's own, and are never broken. */
export const watcher = 'watcher';

/** What may befall a house of several servers, one thing at a time; each ends when it is over. */
function faultsOf(
  { redis, nodes }: NodeHouse,
  { pool }: Database,
  by: Dice,
): Record<string, () => Promise<unknown>> {
  const { port } = new URL(redis.url);
  return {
    async hangs() {
      const { server } = by.pick(nodes);
      server.child.kill('SIGSTOP');
      await pause(by.between(500, 8_000));
      server.child.kill('SIGCONT');
    },
    async dies() {
      const node = by.pick(nodes);
      node.isUp = false;
      await node.server.end('SIGKILL');
      await pause(by.between(0, 4_000));
      await node.start();
    },
    async redisGoes() {
      await redis.kill();
      await pause(by.between(500, 8_000));
      await redis.start();
    },
    redisForgets: () => run('redis-cli', ['-p', port, 'FLUSHALL']),
    async redisHangs() {
      const ms = by.between(500, 5_000);
      await run('redis-cli', ['-p', port, 'CLIENT', 'PAUSE', String(ms), 'ALL']);
      await pause(ms);
    },
    /** One server alone is cut from what all share: turned away, or by a line that stays open and carries nothing. */
    async cutFromRedis() {
      const { redis: way } = by.pick(nodes).ways;
      await cut(way, by);
    },
    async cutFromDatabase() {
      const { database: way } = by.pick(nodes).ways;
      await cut(way, by);
    },
    /** The machine of one server is set up to five minutes off, and put right again later or never. */
    async clockSteps() {
      const node = by.pick(nodes);
      await node.setClock(by.between(-300_000, 300_000));
      await pause(by.between(2_000, 8_000));
      if (by.chance(0.5)) await node.setClock(0);
    },
    linesBreak: () =>
      pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name <> $1`,
        [watcher],
      ),
  };
}

async function cut(way: Proxy, by: Dice): Promise<void> {
  if (by.chance(0.5)) way.strand();
  else way.shut();
  await pause(by.between(500, 8_000));
  way.drop();
  way.admit();
}

/** A fault, with the time to heal after it. */
export interface Span {
  from: number;
  to: number;
  what: string;
}

/** Lets faults come, one after the other with pauses between, until an instant of `performance.now()`. */
export async function befall(
  house: NodeHouse,
  database: Database,
  by: Dice,
  { until, healMs, only }: { until: number; healMs: number; only: readonly string[] },
): Promise<{ counts: ReadonlyMap<string, number>; amiss: readonly Span[] }> {
  const faults = faultsOf(house, database, by);
  const names = Object.keys(faults).filter((name) => only.length === 0 || only.includes(name));
  const counts = new Map<string, number>();
  const amiss: Span[] = [];
  for (;;) {
    await pause(by.between(8_000, 25_000));
    if (performance.now() > until) break;
    const what = by.pick(names);
    const from = performance.now() - 500;
    await must(faults[what], what)();
    amiss.push({ from, to: performance.now() + healMs, what });
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  await pause(healMs);
  return { counts, amiss };
}
