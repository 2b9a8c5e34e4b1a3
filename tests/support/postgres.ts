import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { openLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { startPostgres, type Postgres } from '../../server/storage/postgres.ts';
import { signalProcess } from '../../server/storage/postgres-orphan.ts';

let cluster: Promise<{ postgres: Postgres; folder: string }> | undefined;

/** One embedded cluster a test file, without fsync: for tests that prove nothing about power cuts. */
async function testCluster(): Promise<Postgres> {
  cluster ??= mkdtemp(path.join(tmpdir(), 'jiuhuan-')).then(async (folder) => {
    // As root PostgreSQL runs under another account, which must be able to enter.
    await chmod(folder, 0o755);
    const postgres = await startPostgres(folder, openLog('silent'), { fsync: false });
    endWithUs(postgres);
    return { folder, postgres };
  });
  return (await cluster).postgres;
}

/** A test run that is cut short leaves no server behind. */
function endWithUs(postgres: Postgres): void {
  process.once('exit', () => {
    if (cluster) signalProcess(postgres.pid(), 'SIGQUIT');
  });
  process.once('SIGTERM', () => process.exit(143));
}

afterAll(async () => {
  const made = await cluster;
  cluster = undefined;
  if (!made) return;
  await made.postgres.stop();
  await rm(made.folder, { recursive: true, force: true });
});

/** A fresh, empty database (no tables), dropped with its cluster. */
export async function testDatabaseUrl(): Promise<string> {
  const { url } = await testCluster();
  const name = `t_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

/** A fresh, migrated database on a real PostgreSQL. */
export async function testDatabase(): Promise<{ database: Database; url: string; stop(): Promise<void> }> {
  const url = await testDatabaseUrl();
  const database = await openDatabase(url, openLog('silent'), { connections: 10 });
  return { database, url, stop: () => database.close() };
}
