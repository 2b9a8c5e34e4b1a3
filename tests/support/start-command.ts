import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { must } from '#shared/kernel/must.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { freePorts } from './ports.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface StartedCounty {
  url: string;
  mqttUrl: string;
  demo: DemoFile;
  stop(): Promise<void>;
}

/** Runs `npm start` on free ports with data of its own, until it prints where its screens are. */
export async function runStartCommand(
  env: Record<string, string>,
  simulate: string[],
): Promise<StartedCounty> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-start-'));
  await chmod(dataDir, 0o755);
  const mqttPort = must((await freePorts(1))[0], 'free port');
  const child = spawn(process.execPath, ['server/programs/start.mjs', ...simulate], {
    cwd: root,
    env: {
      ...process.env,
      PORT: '0',
      MQTT_PORT: String(mqttPort),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  return {
    url,
    mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
    demo: JSON.parse(await readFile(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  const lines = createInterface({ input: must(child.stdout, 'output of the start command') });
  return new Promise((found, failed) => {
    child.once('exit', (code) => failed(new Error(`npm start ended with ${code}:\n${said.join('\n')}`)));
    lines.on('line', (line) => {
      said.push(line);
      const url = /(http:\/\/[^/\s]+)\/[a-z]+\/wall/.exec(line)?.[1];
      if (url) found(url);
    });
  });
}
