import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DemoFile } from '../../server/access/demo.ts';
import { readConfig } from '../../server/config.ts';
import { openHouse, type House } from '../../server/house.ts';
import type { HouseOptions } from '../../server/house/ground.ts';
import { openLog } from '../../server/log.ts';
import { testDatabaseUrl } from './postgres.ts';

export interface TestHouse {
  url: string;
  mqttUrl: string;
  mqttsUrl: string | null;
  demo: DemoFile;
  dataDir: string;
  databaseUrl: string;
  /** Faults that would have stopped a real house. */
  faults: unknown[];
  /** Closes it and opens it again on the same database and ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}
export interface TestHouseOptions extends HouseOptions {
  /** Settings as in the environment: `{ PACKS: 'jiangyin,longgang' }`. One county is served unless told. */
  env?: Record<string, string>;
}

/** A whole house on free ports of loopback, with demo people, on a fresh database. */
export async function testHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-house-'));
  await chmod(dataDir, 0o755);
  const databaseUrl = options.env?.['DATABASE_URL'] ?? (await testDatabaseUrl());
  const faults: unknown[] = [];
  const env: Record<string, string> = {
    PORT: '0',
    MQTT_PORT: '0',
    HOST: '127.0.0.1',
    DEMO: '1',
    DEMO_DAYS: '0',
    PACKS: 'jiangyin',
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    ...options.env,
  };
  const open = (): Promise<House> => {
    const config = readConfig(env);
    return openHouse(config, openLog(config.LOG_LEVEL), {
      onFault: (error) => faults.push(error),
      ...options,
    });
  };
  let house = await open();
  return {
    url: house.url,
    mqttUrl: house.mqttUrl,
    mqttsUrl: house.mqttsUrl,
    demo: JSON.parse(await readFile(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile,
    dataDir,
    databaseUrl,
    faults,
    async restart() {
      Object.assign(env, { PORT: new URL(house.url).port, MQTT_PORT: new URL(house.mqttUrl).port });
      await house.stop();
      house = await open();
    },
    async stop() {
      await house.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Signs a demo person in; the answer is the cookie that requests carry. */
export async function signIn(house: TestHouse, jurisdiction: string, login: string): Promise<string> {
  const answer = await fetch(`${house.url}/api/${jurisdiction}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: house.demo.password }),
  });
  if (!answer.ok) throw new Error(`${login} cannot sign in: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
