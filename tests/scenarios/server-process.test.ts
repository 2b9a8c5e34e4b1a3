import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DemoFile } from '../../server/access/demo.ts';
import { startServer } from '../support/server-process.ts';

describe('the server as a process', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-process-'));
    await chmod(dataDir, 0o755);
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

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
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    return (await post('ledger/verification', {}, { cookie })).json();
  }

  test('it walks its ledger when asked; SIGTERM ends it in order: exit code 0, PostgreSQL stopped after it, no pid file left', async () => {
    const server = await startServer(dataDir);
    expect(await databaseAnswers()).toBe(true);
    expect(await verdictOf(server.url)).toMatchObject({ entries: 0, head: { seq: 0 }, bad: null });
    expect(await server.end('SIGTERM')).toBe(0);
    expect(await databaseAnswers()).toBe(false);
    expect(existsSync(path.join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  });

  test('after kill -9 the next start works, on the PostgreSQL that was left running', async () => {
    const first = await startServer(dataDir);
    await first.end('SIGKILL');
    expect(await databaseAnswers()).toBe(true);
    const second = await startServer(dataDir);
    expect((await fetch(`${second.url}/healthz`)).status).toBe(200);
    expect(await second.end('SIGINT')).toBe(0);
  });

  test('when the start script is gone it does not stay behind', async () => {
    const server = await startServer(dataDir);
    const gone = new Promise((resolve) => server.child.once('exit', resolve));
    server.child.disconnect();
    expect(await gone).toBe(0);
    expect(await databaseAnswers()).toBe(false);
  });

  test('bad settings are named in one message', async () => {
    await expect(startServer(dataDir, { PORT: 'eighty' })).rejects.toThrow('ended with 1');
  });
});
