import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { must } from '#shared/kernel/must.ts';
import type { CommandAnswer, PackDigest } from '#shared/wire/http.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { readConfig } from '../../server/config.ts';
import { openHouse } from '../../server/house.ts';
import { openLog } from '../../server/log.ts';

/** A whole house with a durable PostgreSQL of its own, serving one county. */
export interface BenchHouse {
  url: string;
  mqttUrl: string;
  /** User name and password of the county's devices. */
  devices: { username: string; password: string };
  /** The county's duty officer. */
  cookie: string;
  /** All of its seats, that officer's among them. */
  seats: string[];
  /** What the county's hotline reports by. */
  hotline: string;
  dataDir: string;
  /** Its demo people and the one password that all of them have. */
  people: readonly { login: string; role: string }[];
  password: string;
  stop(): Promise<void>;
}

export async function benchHouse(county: string): Promise<BenchHouse> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-bench-'));
  await chmod(dataDir, 0o755);
  const config = readConfig({
    PORT: '0',
    MQTT_PORT: '0',
    HOST: '127.0.0.1',
    DEMO: '1',
    LOG_LEVEL: 'error',
    PACKS: county,
    DATA_DIR: dataDir,
  });
  const house = await openHouse(config, openLog(config.LOG_LEVEL), {
    onFault: (error) => {
      throw error;
    },
  });
  const demo = JSON.parse(await readFile(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile;
  const { sources, people } = must(demo.jurisdictions[county], county);
  const seats = await Promise.all(
    ['duty1', 'duty2', 'duty3', 'chief'].map((login) => signIn(house.url, county, login, demo.password)),
  );
  return {
    url: house.url,
    mqttUrl: house.mqttUrl,
    dataDir,
    seats,
    people,
    password: demo.password,
    devices: { username: 'sim-devices', password: must(sources['sim-devices'], 'token') },
    hotline: must(sources['hotline'], 'token'),
    cookie: must(seats[0], 'seat'),
    async stop() {
      await house.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export async function signIn(url: string, county: string, login: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/${county}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  if (!answer.ok) throw new Error(`${login} cannot sign in: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

/** The desk of a county, over HTTP. */
export function openDesk(url: string, county: string, cookie: string) {
  let serial = 0;
  const get = async <T>(what: string): Promise<T> =>
    (await (await fetch(`${url}/api/${county}/${what}`, { headers: { cookie } })).json()) as T;
  return {
    get,
    pack: () => get<PackDigest>('pack'),
    command: (body: object): Promise<CommandAnswer> =>
      post(`${url}/api/${county}/commands`, { cookie }, body, `bench-${process.pid}-${(serial += 1)}`),
  };
}

/** The cookies of a sign-in as a browser takes them. */
export function cookiesOf({ url, cookie }: Pick<BenchHouse, 'url' | 'cookie'>) {
  return cookie.split('; ').map((one) => {
    const at = one.indexOf('=');
    return { url, name: one.slice(0, at), value: one.slice(at + 1) };
  });
}

/** Sends under one key until it is taken; who has done all that a minute lets him do waits for the next. */
export async function post(
  address: string,
  headers: Record<string, string>,
  body: object,
  key: string = randomUUID(),
): Promise<CommandAnswer> {
  for (;;) {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    if (answer.ok) return (await answer.json()) as CommandAnswer;
    const text = await answer.text();
    if (answer.status !== 429) throw new Error(`${answer.status} ${text}`);
    await pause(1_000 * Number(answer.headers.get('retry-after') ?? 1));
  }
}
