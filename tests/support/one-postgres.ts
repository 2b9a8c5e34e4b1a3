import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openLog } from '../../server/log.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { signalProcess } from '../../server/storage/postgres/postgres-orphan.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster of this run, at its maintenance database. */
    postgresUrl: string;
  }
}

/** A database with all tables and no rows, which the others of the run are copied from. */
export const templateName = 'migrated';

interface Running {
  url: string;
  stop: () => Promise<void>;
}
/** Projects of one run share it; whoever leaves last ends it. Each project reads this file anew, so it hangs at what they share. */
const shared = globalThis as { runningPostgres?: { one: Promise<Running>; users: number } };

/**
 * One embedded PostgreSQL for a whole test run, without fsync: for tests that prove nothing about power cuts. A file gets
 * databases of its own, copied from the migrated one in some 50 ms; advisory locks and notices do not cross databases.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = (shared.runningPostgres ??= { one: start(), users: 0 });
  running.users += 1;
  const { url, stop } = await running.one;
  project.provide('postgresUrl', url);
  return async () => {
    running.users -= 1;
    if (running.users === 0) await stop();
  };
}

async function start(): Promise<Running> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-'));
  // As root PostgreSQL runs under another account, which must be able to enter.
  await chmod(folder, 0o755);
  const log = openLog('silent');
  const postgres = await startPostgres(folder, log, { fsync: false });
  // A test run that is cut short leaves no server behind.
  const kill = (): void => void signalProcess(postgres.pid(), 'SIGQUIT');
  process.once('exit', kill);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${templateName}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = `/${templateName}`;
  await (await openDatabase(url.href, log, { connections: 1 })).close();
  return {
    url: postgres.url,
    async stop() {
      process.off('exit', kill);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
