import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openLog } from '../../server/log.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';

const log = openLog('silent');
const root = path.resolve(import.meta.dirname, '../..');

/** One query on a connection of its own, tried until the server answers again. */
async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  for (const until = Date.now() + 20_000; ;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<T>(text)).rows;
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(20);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Starts PostgreSQL from another process and kills that process, so that the server is left an orphan. */
async function leaveOrphan(folder: string): Promise<number> {
  const script = `
    import { startPostgres } from './server/storage/postgres/postgres.ts';
    import { openLog } from './server/log.ts';
    const postgres = await startPostgres(process.argv[1], openLog('silent'), { keeper: false });
    console.log(postgres.pid());
    setInterval(() => undefined, 1e6);`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, folder];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  return Number(line.toString());
}

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-crash-'));
  await chmod(folder, 0o755);
  return folder;
}

describe('embedded PostgreSQL after a crash', () => {
  /** One folder for all but those that are about its making: each test leaves it stopped, with nothing said. */
  let folder: string;
  beforeAll(async () => {
    folder = await freshFolder();
  });
  afterEach(() => rm(path.join(folder, 'postgres.log'), { force: true }));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const pidFile = (): string => path.join(folder, 'postgres/postmaster.pid');

  test('killed under a living house, it is started again and keeps what was committed', async () => {
    const postgres = await startPostgres(folder, log);
    await query(postgres.url, 'create table kept (n int)');
    await query(postgres.url, 'insert into kept select generate_series(1, 1000)');
    const before = postgres.pid();
    process.kill(before, 'SIGKILL');
    // The old server may answer a last time before its port is free; only a new pid tells.
    while (postgres.pid() === before) await pause(20);
    expect(await query(postgres.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    await postgres.stop();
    expect(isAlive(postgres.pid())).toBe(false);
  });

  test('an orphan of a killed house is stopped in order and started anew', async () => {
    const orphan = await leaveOrphan(folder);
    expect(isAlive(orphan)).toBe(true);
    const postgres = await startPostgres(folder, log);
    expect(postgres.pid()).not.toBe(orphan);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    const words = await readFile(path.join(folder, 'postgres.log'), 'utf8');
    expect(words).not.toContain('was not properly shut down');
    await postgres.stop();
  });

  test('an orphan that was killed as well leaves a pid file that blocks nothing', async () => {
    const orphan = await leaveOrphan(folder);
    process.kill(orphan, 'SIGKILL');
    const postgres = await startPostgres(folder, log);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
  });

  test('a stale pid file that names a living stranger blocks nothing, and the stranger lives on', async () => {
    const stranger = spawn('sleep', ['600']);
    const gone = once(stranger, 'exit');
    await writeFile(
      pidFile(),
      `${must(stranger.pid, 'pid')}\n${folder}/postgres\n1780000000\n5432\n\n127.0.0.1\n  1  1\nready\n`,
    );
    const postgres = await startPostgres(folder, log);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(stranger.exitCode).toBeNull();
    await postgres.stop();
    stranger.kill();
    await gone;
  });

  test('an empty pid file of a start that was cut short blocks nothing', async () => {
    await writeFile(pidFile(), '');
    const postgres = await startPostgres(folder, log);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
  });

  test('a second house on the same files is refused, and the first goes on', async () => {
    const postgres = await startPostgres(folder, log);
    await expect(startPostgres(folder, log, { patienceMs: 200 })).rejects.toThrow(
      `process ${process.pid} already runs on these files`,
    );
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
  });

  test('a house that is just stopping is waited for', async () => {
    const first = await startPostgres(folder, log);
    const second = startPostgres(folder, log);
    await first.stop();
    const postgres = await second;
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
  });

  test('in a folder that nobody else may enter, under a umask that gives nobody anything, it starts all the same', async () => {
    const before = process.umask(0o077);
    try {
      const closed = path.join(folder, 'closed');
      await mkdir(closed);
      const postgres = await startPostgres(closed, log, { fsync: false });
      expect(await query(postgres.url, 'select 1 as n')).toEqual([{ n: 1 }]);
      await postgres.stop();
      const note = await readFile(path.join(closed, 'postgres-is-elsewhere.txt'), 'utf8').catch(() => '');
      const [, outside] = /(\/var\/lib\/jiuhuan\/[0-9a-f]{12})\/postgres/.exec(note) ?? [];
      if (outside) await rm(outside, { recursive: true, force: true });
    } finally {
      process.umask(before);
    }
  });

  test('an initdb that was cut short is made again', async () => {
    const fresh = await freshFolder();
    await mkdir(path.join(fresh, 'postgres.new/base'), { recursive: true });
    await writeFile(path.join(fresh, 'postgres.new/PG_VERSION'), '18\n');
    const postgres = await startPostgres(fresh, log);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    await rm(fresh, { recursive: true, force: true });
  });

  test('its password is kept for the owner alone, and is asked for', async () => {
    const postgres = await startPostgres(folder, log);
    expect((await stat(path.join(folder, 'postgres.json'))).mode & 0o077).toBe(0);
    const wrong = new URL(postgres.url);
    wrong.password = 'guess';
    const client = new pg.Client({ connectionString: wrong.href });
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
    await client.end().catch(() => undefined);
    await postgres.stop();
  });
});
