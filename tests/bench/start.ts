import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../support/ports.ts';
import { quantile, type BenchResult } from './result.ts';

const root = path.resolve(import.meta.dirname, '../..');
const repeats = 5;

/**
 * From `npm start` to the wall's page and the scripts it names being served, with everything installed, built and
 * the database made. The limit is `node -e` plus the start of the same PostgreSQL alone.
 */
export async function run(): Promise<BenchResult> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-bench-'));
  await chmod(dataDir, 0o755);
  try {
    const firstMs = await startOnce(dataDir);
    const ours: number[] = [];
    const limits: number[] = [];
    for (let n = 0; n < repeats; n++) {
      ours.push(await startOnce(dataDir));
      limits.push(await startPostgresAlone(dataDir));
    }
    const [mine, limit] = [quantile(ours, 0.5), quantile(limits, 0.5)];
    return {
      name: 'start',
      ours: mine,
      limit,
      ratio: mine / limit,
      unit: 'ms',
      n: repeats,
      detail: {
        firstStartMs: Math.round(firstMs),
        ours: ours.map(Math.round),
        limits: limits.map(Math.round),
        goalMs: 3_000,
      },
    };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function startOnce(dataDir: string): Promise<number> {
  const [port, mqttPort] = await freePorts(2);
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    PORT: String(port),
    MQTT_PORT: String(mqttPort),
    HOST: '127.0.0.1',
  };
  const startedAt = performance.now();
  const child = spawn('npm', ['start', '--silent'], { cwd: root, env, stdio: 'ignore', detached: true });
  try {
    const page = await fetchUntilServed(child, `http://127.0.0.1:${port}/jiangyin/wall`);
    for (const [, script] of page.matchAll(/src="([^"]+\.js)"/g)) {
      await (await fetch(new URL(script ?? '', `http://127.0.0.1:${port}`))).arrayBuffer();
    }
    return performance.now() - startedAt;
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    // npm itself goes at once; PostgreSQL is the last to stop.
    while (existsSync(path.join(dataDir, 'postgres/postmaster.pid'))) await pause(20);
  }
}

async function fetchUntilServed(child: ChildProcess, url: string): Promise<string> {
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return answer.text();
    await pause(10);
  }
  throw new Error(`npm start ended with ${child.exitCode}`);
}

async function startPostgresAlone(dataDir: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...process.execArgv, path.join(import.meta.dirname, 'postgres-alone.ts'), dataDir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout, 'data');
  const ms = performance.now() - startedAt;
  await once(child, 'exit');
  return ms;
}
