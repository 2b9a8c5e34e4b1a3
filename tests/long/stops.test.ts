import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../support/ports.ts';
import { processesOf } from '../support/processes.ts';

/** However a start is ended, nothing of it is left after so long. */
const longestMs = 10_000;
const root = path.resolve(import.meta.dirname, '../..');
/** After the start, in ms; `ready`: when it says where its screens are. */
const instants = [40, 250, 600, 1_200, 2_500, 5_000, 'ready'] as const;

interface Started {
  child: ChildProcess;
  /** Resolves when it is ready, or when it ended. */
  ready: Promise<unknown>;
}

/** Ends what was started, in one of the ways that happen. */
const ways: Record<string, { npm?: true; end(started: Started): Promise<unknown> | void }> = {
  'Ctrl-C': { end: ({ child }) => void child.kill('SIGINT') },
  SIGTERM: { end: ({ child }) => void child.kill('SIGTERM') },
  'a closed terminal': { end: ({ child }) => void child.kill('SIGHUP') },
  'one SIGTERM that arrives twice': {
    end({ child }) {
      child.kill('SIGTERM');
      child.kill('SIGTERM');
    },
  },
  'an impatient Ctrl-C': {
    async end({ child }) {
      child.kill('SIGINT');
      await pause(1_700);
      child.kill('SIGINT');
    },
  },
  'kill -9 of the start script': { end: ({ child }) => void child.kill('SIGKILL') },
  'kill -9 of npm': { npm: true, end: ({ child }) => void child.kill('SIGKILL') },
  'SIGTERM to npm': { npm: true, end: ({ child }) => void child.kill('SIGTERM') },
};

async function start(dataDir: string, npm: boolean, days: number): Promise<Started> {
  const [mqttPort = 0, port = 0] = await freePorts(2);
  const [program, args] = npm
    ? ['npm', ['start', '--silent']]
    : [process.execPath, [path.join(root, 'server/programs/start.mjs')]];
  const child = spawn(program, args, {
    cwd: root,
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      HOST: '127.0.0.1',
      PORT: String(port),
      MQTT_PORT: String(mqttPort),
      PACKS: 'xuxiake',
      DEMO: '1',
      DEMO_DAYS: String(days),
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ready = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.stdout.on('data', (said: Buffer) => said.includes('/wall#device') && resolve());
  });
  return { child, ready };
}

async function leftAfter(dataDir: string): Promise<string[]> {
  for (const until = performance.now() + longestMs; ; await pause(200)) {
    const left = await processesOf(dataDir);
    if (left.length === 0 || performance.now() > until) return left;
  }
}

async function freshFolder(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-stops-'));
  await chmod(dataDir, 0o755);
  return dataDir;
}

async function sweep(way: string, instant: (typeof instants)[number], dataDir: string, days: number) {
  const { npm = false, end } = ways[way] ?? { end: () => undefined };
  const started = await start(dataDir, npm, days);
  await (instant === 'ready' ? started.ready : pause(instant));
  await end(started);
  expect(await leftAfter(dataDir), `${way} at ${instant}`).toEqual([]);
}

describe.each(Object.keys(ways))('%s leaves nothing behind after ten seconds', (way) => {
  it.each(instants)('of a first start, which tells a past, at %s', async (instant) => {
    const dataDir = await freshFolder();
    await sweep(way, instant, dataDir, 30);
    await rm(dataDir, { recursive: true, force: true });
  });
});

describe('on data that were there', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await freshFolder();
    const { child, ready } = await start(dataDir, false, 1);
    await ready;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  describe.each(Object.keys(ways))('%s leaves nothing behind after ten seconds', (way) => {
    it.each(instants)('at %s', (instant) => sweep(way, instant, dataDir, 1));
  });

  it('the next start works on what all of them left', async () => {
    const { child, ready } = await start(dataDir, false, 1);
    await ready;
    expect(child.exitCode).toBe(null);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await leftAfter(dataDir)).toEqual([]);
  });
});
