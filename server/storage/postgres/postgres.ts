import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Log } from '../../log.ts';
import { makeCluster, spawnAs, superuser } from './postgres-cluster.ts';
import { keepBeside } from './postgres-keeper.ts';
import { findGround, type ClusterGround } from './postgres-ground.ts';
import { clearOrphan, signalProcess } from './postgres-orphan.ts';

/**
 * The embedded PostgreSQL: a real server from npm's binaries, on loopback with a password, its files in the data
 * folder. It is started before and stopped after everything else, and started again when it dies under us.
 */
export interface Postgres {
  url: string;
  /** Of the postmaster now running. */
  pid(): number;
  /** Fast shutdown: sessions are ended, the checkpoint is written. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** False only in tests that lose nothing by a power cut. */
  fsync?: boolean;
  /** How long another house on the same files, which may be stopping, is waited for. */
  patienceMs?: number;
  /** False only in tests that want an orphan: with a keeper it ends with the process that launched it. */
  keeper?: boolean;
  /** It died and could not be started again. */
  onLost?: (error: Error) => void;
}

/** Kept in the data folder, readable by the owner alone. */
interface Key {
  password: string;
  /** Used again when it is free, so that tools may keep their settings. */
  port: number;
  /** Pid of the process that launched it last. */
  owner: number;
}

/** After a crash, backends of the old server may linger, and a start is refused until they are gone. */
const startPatienceMs = 10_000;
/** What it says while it starts is no fault; the same said for so long is one. */
const readyPatienceMs = 10_000;

/** Starts PostgreSQL on the files of `dataDir`, making them at the first start (about a second). */
export async function startPostgres(
  dataDir: string,
  log: Log,
  options: PostgresOptions = {},
): Promise<Postgres> {
  const folder = path.resolve(dataDir);
  const ground = await findGround(folder);
  const isFirst = !existsSync(path.join(ground.cluster, 'PG_VERSION'));
  const kept = await readKey(folder, isFirst);
  await clearOrphan(ground.cluster, kept.owner, log, options.patienceMs);
  const key = { ...kept, owner: process.pid, port: await freePort(kept.port) };
  await writeKey(folder, key);
  if (isFirst) await makeCluster(ground, key.password, log, options);
  const logFile = path.join(folder, 'postgres.log');
  const launch = (): Promise<ChildProcess> => launchUntilReady(ground, key, logFile, options);
  let child = await launch();
  let stopping = false;

  const watch = (): void => {
    child.once('exit', async (code, signal) => {
      if (stopping) return;
      log.error({ code, signal }, 'PostgreSQL ended: restarting it');
      try {
        child = await launch();
        watch();
        log.info('PostgreSQL restarted');
      } catch (error) {
        options.onLost?.(error as Error);
      }
    });
  };
  watch();

  return {
    url: urlOf(key),
    pid: () => child.pid ?? 0,
    async stop() {
      stopping = true;
      await stopChild(child);
    },
  };
}

/** The PostgreSQL that a running house has on these files, left running by `stop`; one of our own where none runs. */
export async function joinPostgres(dataDir: string, log: Log): Promise<Pick<Postgres, 'url' | 'stop'>> {
  if (existsSync(path.join(dataDir, 'postgres.json'))) {
    const key = await readKey(dataDir, false);
    if (await canConnect(key)) return { url: urlOf(key), stop: () => Promise.resolve() };
  }
  return startPostgres(dataDir, log);
}

async function canConnect(key: Key): Promise<boolean> {
  const client = new Client({ connectionString: urlOf(key), connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  return client
    .connect()
    .then(() => true)
    .catch(() => false)
    .finally(() => client.end().catch(() => undefined));
}

function urlOf(key: Key, database = superuser): string {
  return `postgres://${superuser}:${key.password}@127.0.0.1:${key.port}/${database}`;
}

async function readKey(dataDir: string, isFirst: boolean): Promise<Key> {
  const file = path.join(dataDir, 'postgres.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Key;
  if (isFirst) return { password: randomBytes(24).toString('base64url'), port: 0, owner: 0 };
  throw new Error(`${file} is missing: it holds the password of the database beside it`);
}

async function writeKey(dataDir: string, key: Key): Promise<void> {
  const file = path.join(dataDir, 'postgres.json');
  await writeFile(`${file}.new`, JSON.stringify(key), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** `wanted` when it can be bound, otherwise a free one. */
async function freePort(wanted: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(wanted, '127.0.0.1');
    await once(probe, 'listening');
  } catch {
    return freePort(0);
  }
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on loopback');
  return address.port;
}

async function launchUntilReady(
  ground: ClusterGround,
  key: Key,
  logFile: string,
  options: PostgresOptions,
): Promise<ChildProcess> {
  const until = performance.now() + startPatienceMs;
  for (;;) {
    const child = await launchOnce(ground, key, logFile, options);
    try {
      if (await becomesReady(child, key)) return child;
    } catch (error) {
      await stopChild(child);
      throw error;
    }
    if (performance.now() > until)
      throw new Error(`PostgreSQL does not start; its last words:\n${await lastWords(logFile)}`);
    await pause(100);
  }
}

async function launchOnce(
  ground: ClusterGround,
  key: Key,
  logFile: string,
  options: PostgresOptions,
): Promise<ChildProcess> {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port: key.port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '256MB',
    // A process of its own that reads pages costs more than it gives where all cores are at work (PostgreSQL 18).
    io_method: 'sync',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.fsync === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await startAfresh(logFile);
  const sink = await open(logFile, 'a', 0o600);
  try {
    // Its own process group: Ctrl-C at the terminal must reach the house, which stops PostgreSQL last, not PostgreSQL.
    const child = spawn(path.join(ground.bin, 'postgres'), ['-D', ground.cluster, ...args], {
      ...spawnAs(ground),
      detached: true,
      stdio: ['ignore', sink.fd, sink.fd],
    });
    child.on('error', (error) => void appendFile(logFile, `${error.message}\n`));
    if (child.pid !== undefined && options.keeper !== false) child.once('exit', keepBeside(child.pid));
    return child;
  } finally {
    await sink.close();
  }
}

/** Keeps the log of the last runs, not of years. */
async function startAfresh(logFile: string): Promise<void> {
  if (existsSync(logFile) && (await stat(logFile)).size > 8_000_000) await rename(logFile, `${logFile}.old`);
}

/** True when it answers and its database is there; false when it ended instead. Throws when it answers and will never let us in. */
async function becomesReady(child: ChildProcess, key: Key): Promise<boolean> {
  const until = performance.now() + readyPatienceMs;
  while (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const client = new Client({ connectionString: urlOf(key, 'postgres'), connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const found = await client.query('select 1 from pg_database where datname = $1', [superuser]);
      if (found.rowCount === 0) await client.query(`create database ${superuser}`);
      return true;
    } catch (error) {
      const { code } = error as { code?: string };
      // 28: who we are is not believed. A server that still starts or recovers says 57P03.
      if (code?.startsWith('28')) throw new Error(strange(key), { cause: error });
      if (code !== undefined && !/^(57P03|E[A-Z]+)$/.test(code) && performance.now() > until) throw error;
      await pause(15);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

function strange({ port }: Key): string {
  return (
    `the PostgreSQL of the data folder (127.0.0.1:${port}) does not take the password in postgres.json: ` +
    'put the postgres.json of these data back beside them, or restore a backup into a fresh DATA_DIR'
  );
}

async function lastWords(logFile: string): Promise<string> {
  return (await readFile(logFile, 'utf8')).trim().split('\n').slice(-5).join('\n');
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  signalProcess(child.pid, 'SIGINT');
  const hurry = setTimeout(() => signalProcess(child.pid ?? 0, 'SIGQUIT'), 30_000);
  await gone;
  clearTimeout(hurry);
}
