import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoFile } from '../../server/access/demo.ts';
import { must } from '#shared/kernel/must.ts';
import { processesOf } from '../support/processes.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-process-'));
  await chmod(folder, 0o755);
  return folder;
}

/** What this machine's other accounts could read of a folder. */
async function readableByOthers(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
  expect(files.length).toBeGreaterThan(3);
  const modes = await Promise.all(files.map(async (file) => ({ file, mode: (await stat(file)).mode })));
  return modes.flatMap(({ file, mode }) => ((mode & 0o077) === 0 ? [] : [file]));
}

describe('the server as a process', () => {
  /** One folder for all: the next start must do with what it finds. */
  let dataDir: string;
  /** What one test started and the next one ends. */
  let running: ServerProcess | undefined;
  /** The one that does not get the folder waits ten seconds for it: tests that need no server run meanwhile. */
  let twoStarts: Promise<PromiseSettledResult<ServerProcess>[]>;
  beforeAll(async () => {
    dataDir = await freshFolder();
    twoStarts = Promise.allSettled([startServer(dataDir), startServer(dataDir)]);
  });
  afterAll(async () => {
    running?.child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  async function databaseAnswers(): Promise<boolean> {
    const { port, password } = JSON.parse(await readFile(path.join(dataDir, 'postgres.json'), 'utf8')) as {
      port: number;
      password: string;
    };
    const client = new pg.Client({
      connectionString: `postgres://jiuhuan:${password}@127.0.0.1:${port}/jiuhuan`,
    });
    client.on('error', () => undefined);
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    );
  }

  /** What the leaders' button answers; a built server walks in a thread of its own. */
  async function verdictOf(url: string): Promise<unknown> {
    const { password } = JSON.parse(await readFile(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile;
    const post = (what: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${url}/api/jiangyin/${what}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url, ...headers },
        body: JSON.stringify(body),
      });
    const signedIn = await post('session', { login: 'leader', password });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return (await post('ledger/verification', {}, { cookie })).json();
  }

  test('a start that is broken off while it opens ends at once and leaves nothing', async () => {
    const first = await freshFolder();
    const starting = startServer(first, { DEMO_DAYS: '300', LOG_LEVEL: 'info' });
    const fault = starting.catch((error: unknown) => error as Error);
    while (!(await processesOf(first)).some((line) => line.includes('postgres'))) await pause(50);
    const [pid = ''] = (await processesOf(first)).find((line) => line.includes('main'))?.split(' ') ?? [];
    await pause(500);
    process.kill(Number(pid), 'SIGTERM');
    expect(String(await fault)).toContain('the server ended with 0');
    for (const until = performance.now() + 10_000; (await processesOf(first)).length > 0; await pause(100))
      expect(performance.now()).toBeLessThan(until);
    await rm(first, { recursive: true, force: true });
  });

  test('what the start script runs ends with it, even what hears no signal and says that it has ended', async () => {
    const script = `
      import { spawn } from 'node:child_process';
      import { guard, ownGroup } from './server/programs/setup.mjs';
      const child = spawn('/bin/sh', ['-c', 'trap "" TERM; sleep 60 & sleep 60', process.argv[1]], { ...ownGroup, stdio: 'ignore' });
      guard(child, 2);
      console.log('launched');
      setInterval(() => undefined, 1e6);`;
    const mark = path.join(dataDir, 'deaf');
    const args = ['--input-type=module', '-e', script, mark];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(parent.stdout, 'data');
    const deaf = async () => (await processesOf(mark)).filter((line) => line.includes('/bin/sh'));
    expect(await deaf()).not.toEqual([]);
    parent.kill('SIGKILL');
    for (const until = performance.now() + 5_000; (await deaf()).length > 0; await pause(50))
      expect(performance.now()).toBeLessThan(until);
  });

  test('bad settings are named in one message', async () => {
    await expect(startServer(dataDir, { PORT: 'eighty' })).rejects.toThrow('ended with 1');
  });

  test('of two starts at once one becomes ready, and the other names it and touches nothing', async () => {
    const both = await twoStarts;
    const [first] = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const faults = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(faults).toEqual([
      expect.stringContaining(`process ${first?.child.pid} already runs on ${dataDir} since `),
    ]);
    expect((await fetch(`${first?.url}/healthz`)).status).toBe(200);
    // The one who holds it is just stopping: it is waited for.
    const next = startServer(dataDir);
    await pause(300);
    expect(await first?.end('SIGINT')).toBe(0);
    running = await next;
  });

  test('it walks its ledger when asked; SIGTERM ends it in order: exit code 0, PostgreSQL stopped after it, no pid file left', async () => {
    const server = must(running, 'a server');
    expect(await databaseAnswers()).toBe(true);
    expect(await verdictOf(server.url)).toMatchObject({ entries: 0, head: { seq: 0 }, bad: null });
    expect(await server.end('SIGTERM')).toBe(0);
    expect(await databaseAnswers()).toBe(false);
    expect(existsSync(path.join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
    expect(await readableByOthers(dataDir)).toEqual([]);
  });

  test('kill -9 leaves no PostgreSQL behind, and the next start works', async () => {
    const first = await startServer(dataDir);
    await first.end('SIGKILL');
    for (const until = performance.now() + 10_000; await databaseAnswers(); await pause(100))
      expect(performance.now()).toBeLessThan(until);
    const second = await startServer(dataDir);
    expect((await fetch(`${second.url}/healthz`)).status).toBe(200);
    running = second;
  });

  test('when the start script is gone it does not stay behind', async () => {
    const server = must(running, 'a server');
    const gone = new Promise((resolve) => server.child.once('exit', resolve));
    server.child.disconnect();
    expect(await gone).toBe(0);
    expect(await databaseAnswers()).toBe(false);
  });

  test('what keeps it from opening is told in a sentence, without a stack, and nothing is left', async () => {
    const key = path.join(dataDir, 'postgres.json');
    const kept = await readFile(key, 'utf8');
    const told = async (more: Record<string, string> = {}): Promise<string> => {
      const said = await startServer(dataDir, more).then(
        () => 'it opened',
        (error: unknown) => String(error),
      );
      expect(said).not.toContain('.ts:');
      expect(said).toContain('ended with 1');
      return said;
    };
    await writeFile(key, JSON.stringify({ ...(JSON.parse(kept) as object), password: 'another' }));
    expect(await told()).toContain('does not take the password in postgres.json');
    await rm(key);
    expect(await told()).toContain('postgres.json is missing');
    await writeFile(key, kept);
    expect(await told({ DATA_DIR: path.join(key, 'below') })).toContain('a part of this path is a file');
    expect(await told({ PACKS: 'nowhere' })).toContain('nowhere');
    expect(await processesOf(dataDir)).toEqual([]);
  });
});
