import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { freePorts } from '../support/ports.ts';

/** The tarball on a machine that has neither Node nor npm nor this folder: unpacked, started, looked over, stopped. */
const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
let folder = '';
let unpacked = '';
let server: ChildProcess | undefined;
const said: string[] = [];
/** What such a machine has. */
const bare = { PATH: '/usr/bin:/bin', HOME: '/nowhere', LANG: 'C.UTF-8' };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-tarball-'));
  await chmod(folder, 0o755);
  await run(process.execPath, ['server/programs/tarball.mjs'], { cwd: root, maxBuffer: 1e8 });
}, 900_000);
afterAll(async () => {
  if (server && server.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit');
  await rm(folder, { recursive: true, force: true });
});

it('is one file with its sum, and holds what a server needs and no tool of its makers', async () => {
  const made = (await readdir(path.join(root, 'dist'))).filter((one) => /^jiuhuan-.*\.tar\.gz$/u.test(one));
  const file = path.join(root, 'dist', must(made[0], 'a tarball'));
  const [sum] = (await readFile(`${file}.sha256`, 'utf8')).split(' ');
  expect(sum).toBe(
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  );
  await run('tar', ['-xzf', file, '-C', folder]);
  unpacked = path.join(folder, must((await readdir(folder))[0], 'a folder'));
  const packages = await readdir(path.join(unpacked, 'node_modules'));
  expect(packages).toContain('express');
  for (const tool of ['vite', 'vitest', 'typescript', 'playwright-core', 'prettier'])
    expect(packages).not.toContain(tool);
  const { stdout } = await run('grep', ['-h', '^ExecStart', '-r', path.join(unpacked, 'docs/deploy')]);
  expect(stdout).toContain('/opt/jiuhuan/node/bin/node');
  expect(stdout).not.toContain('/usr/bin/node');
}, 300_000);

it('starts with its own Node and database, serves a county, is looked over, and stops', async () => {
  const [port, mqtt] = await freePorts(2);
  const env = {
    ...bare,
    ...{
      DATA_DIR: path.join(folder, 'data'),
      PORT: String(port),
      MQTT_PORT: String(mqtt),
      HOST: '127.0.0.1',
    },
    ...{ PACKS: 'xuxiake', DEMO: '1', DEMO_DAYS: '0', RECORDS: '0' },
  };
  server = spawn(path.join(unpacked, 'bin', 'jiuhuan'), [], {
    env,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text) => said.push(String(text)));
  const url = `http://127.0.0.1:${port}`;
  const isReady = async (): Promise<boolean> =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  for (const until = Date.now() + 240_000; !(await isReady());) {
    if (Date.now() > until || server.exitCode !== null) throw new Error(said.join('').slice(-3_000));
    await pause(250);
  }
  for (const address of ['/xuxiake/wall', '/xuxiake/report', '/packs/xuxiake/grids.topo.json', '/docs'])
    expect((await fetch(url + address)).status, address).toBe(200);
  const doctor = await run(path.join(unpacked, 'bin', 'jiuhuan'), ['doctor'], { env, cwd: '/' }).catch(
    (error: { stdout: string }) => error,
  );
  expect(doctor.stdout).toMatch(/xuxiake/u);
  await expect(run(path.join(unpacked, 'bin', 'jiuhuan'), ['fly'], { env })).rejects.toMatchObject({
    code: 2,
  });
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}, 400_000);
