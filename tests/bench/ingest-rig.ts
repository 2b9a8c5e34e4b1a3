import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLog } from '../../server/log.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { sensingPack } from '../support/sensing.ts';
import type { FloodOrder, FloodReport, LoadOrder, LoadReport } from './mqtt-load.ts';

/** A durable PostgreSQL of its own (fsync on), away from the data of the house. */
export async function benchDatabase(): Promise<{ database: Database; stop(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-bench-'));
  await chmod(folder, 0o755);
  const log = openLog('error');
  const postgres = await startPostgres(folder, log);
  const database = await openDatabase(postgres.url, log);
  return {
    database,
    async stop() {
      await database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** 10,000 sensors with two rules each, as the benchmark asks. */
export const benchSensors = 10_000;
export function benchPack(sensors = benchSensors): LoadedPack {
  return sensingPack({
    sensors,
    rules: [
      {
        kind: 'threshold',
        id: 'high',
        on: { quantity: 'level' },
        item: 'x',
        side: 'above',
        enter: 50,
        enterMs: 60_000,
        leave: 40,
        leaveMs: 60_000,
      },
      { kind: 'no-data', id: 'silent', on: { quantity: 'level' }, item: 'x', afterMs: 600_000 },
    ],
  });
}

interface Runner<Order, Report> {
  run(order: Order): Promise<Report>;
  stop(): void;
}

/** Load from another process: one round an order. */
export const openLoad = (): Promise<Runner<LoadOrder, LoadReport>> => openRunner();
export const openFlood = (): Promise<Runner<FloodOrder, FloodReport>> => openRunner();

async function openRunner<Order extends object, Report>(): Promise<Runner<Order, Report>> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'mqtt-load.ts'));
  await once(child, 'spawn');
  return {
    async run(order) {
      child.send(order);
      const [report] = (await once(child, 'message')) as [Report];
      return report;
    },
    stop: () => void child.kill(),
  };
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
