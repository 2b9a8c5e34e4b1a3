import { connectAsync } from 'mqtt';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { openLog } from '../../server/log.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { childProgram } from '../support/child-program.ts';
import type { ChildOrder } from '../support/ingest-child.ts';
import { sweep } from '../support/lane.ts';
import { freePorts } from '../support/ports.ts';

const crashes = sweep(5, 20);
const crashSensors = 50;

/** Mulberry32. */
function diceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A child that has loaded its modules and waits for its order. */
function spare(program: string): { child: ChildProcess; ready: Promise<unknown> } {
  const child = fork(program, { execArgv: [] });
  return { child, ready: once(child, 'message') };
}

test(`${crashes} seeded kill -9 of the house and of PostgreSQL: every acknowledged reading is stored exactly once`, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-crash-'));
  await chmod(folder, 0o755);
  const postgres = await startPostgres(folder, openLog('silent'));
  const [port = 0] = await freePorts(1);
  const order: ChildOrder = { url: postgres.url, port, sensors: crashSensors };
  const program = await childProgram('ingest-child', folder);
  let next = spare(program);
  let house: ChildProcess = next.child;
  onTestFinished(async () => {
    house.kill('SIGKILL');
    next.child.kill('SIGKILL');
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const begin = async (): Promise<ChildProcess> => {
    const { child, ready } = next;
    next = spare(program);
    await ready;
    const open = once(child, 'message');
    child.send(order);
    await open;
    return child;
  };
  house = await begin();
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: 'crash',
    username: 'box',
    password: 'secret',
    reconnectPeriod: 30,
  });
  client.on('error', () => undefined);

  const dice = diceOf(20_261_122);
  const acked = new Map<string, number>();
  const pending = new Set<Promise<void>>();
  let isSending = true;
  let isOpen = true;
  let newestAcked = 0;
  onTestFinished(() => {
    isSending = isOpen = false;
    return client.endAsync(true);
  });
  let n = 0;
  /** Sends until it is acknowledged: the client gives up what it was about to send again when the line breaks. */
  async function deliver(text: string): Promise<void> {
    while (isOpen)
      try {
        await client.publishAsync('jh/toy/readings', text, { qos: 1 });
        return;
      } catch {
        await pause(5);
      }
  }
  async function send(): Promise<void> {
    while (isSending) {
      if (pending.size > 40) {
        await Promise.race(pending);
        continue;
      }
      const at = Date.now();
      const batch = Array.from({ length: 1 + Math.floor(dice() * 10) }, () => {
        n++;
        // Mostly in order; some late, some at instants that are there already.
        const lateMs = dice() < 0.1 ? Math.floor(dice() * 2_000) : 0;
        return { sensor: `s-${n % crashSensors}`, at: at - lateMs, value: n };
      });
      const done = deliver(JSON.stringify(batch)).then(() => {
        for (const { sensor, at: instant, value } of batch) {
          const key = `${sensor}@${instant}`;
          if (!acked.has(key)) acked.set(key, value);
        }
        newestAcked = Math.max(newestAcked, batch[0]?.value ?? 0);
        pending.delete(done);
      });
      pending.add(done);
      if (n % 7 === 0) await pause(2);
    }
  }
  const sending = send();

  let kills = 0;
  for (let seed = 1; seed <= crashes; seed++) {
    await pause(60 + dice() * 300);
    if (dice() < 0.5) {
      const gone = once(house, 'exit');
      house.kill('SIGKILL');
      await gone;
      house = await begin();
    } else process.kill(postgres.pid(), 'SIGKILL');
    kills++;
    // The next blow falls only after readings sent after this one are taken.
    const sent = n;
    while (newestAcked <= sent) await (pending.size > 0 ? Promise.race(pending) : pause(1));
  }
  isSending = false;
  await sending;
  await Promise.all(pending);

  const database = new pg.Client({ connectionString: postgres.url });
  await database.connect();
  const stored = await database.query<{ key: string; copies: number }>(
    `select n.sensor || '@' || r.at as key, count(*)::int as copies
     from reading r join sensor_number n on n.number = r.sensor group by 1`,
  );
  await database.end();
  const copies = new Map(stored.rows.map((row) => [row.key, row.copies]));
  const lost = [...acked.keys()].filter((key) => !copies.has(key));
  expect(kills).toBe(crashes);
  expect(acked.size).toBeGreaterThan(crashes * 10);
  expect(lost, 'acknowledged and lost').toEqual([]);
  expect(
    [...copies.values()].filter((count) => count !== 1),
    'stored twice',
  ).toEqual([]);
  // All was acknowledged in the end, so nothing else is there.
  expect(copies.size).toBe(acked.size);
}, 240_000);
