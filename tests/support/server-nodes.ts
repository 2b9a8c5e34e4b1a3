import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { must } from '#shared/kernel/must.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { freePorts } from './ports.ts';
import { testDatabaseUrl } from './postgres.ts';
import { openProxy, type Proxy } from './proxy.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** One server of a house, a process that may hang, die and come again at the same address. */
export interface ServerNode {
  name: string;
  url: string;
  /** Requests are sent to it. One that hangs is found out by whoever sends. */
  isUp: boolean;
  server: ServerProcess;
  /** Its own ways to what all share. */
  ways: { database: Proxy; redis: Proxy };
  start(): Promise<void>;
  /** Sets the clock of its machine to so many ms off the true time. */
  setClock(offMs: number): Promise<void>;
}
export interface NodeHouse {
  county: string;
  databaseUrl: string;
  redis: TestRedis;
  demo: DemoFile;
  nodes: readonly ServerNode[];
  stop(): Promise<void>;
}

/** Servers of one house on one database and one Redis, for one county, with demo people and without a past. */
export async function openNodeHouse(names: readonly string[], county = 'jiangyin'): Promise<NodeHouse> {
  const redis = await startRedis();
  const databaseUrl = await testDatabaseUrl();
  const folders: string[] = [];
  const env = {
    SESSION_SECRET: 's'.repeat(40),
    SECRET_KEY: 'k'.repeat(40),
    RECORD_KEY: 'r'.repeat(40),
    PACKS: county,
    LOG_LEVEL: 'info',
  };
  const nodes: ServerNode[] = [];
  for (const name of names) {
    const dataDir = await mkdtemp(path.join(tmpdir(), `jiuhuan-node-${name}-`));
    folders.push(dataDir);
    nodes.push(await openNode(name, dataDir, { databaseUrl, redis, env }));
  }
  // The one that started last issued the tokens of the demo.
  const last = path.join(must(folders.at(-1), 'a folder'), 'demo.json');
  // And one that comes again keeps them.
  for (const folder of folders.slice(0, -1)) await copyFile(last, path.join(folder, 'demo.json'));
  return {
    ...{ county, databaseUrl, redis, nodes },
    demo: JSON.parse(await readFile(last, 'utf8')) as DemoFile,
    async stop() {
      for (const { server } of nodes) server.child.kill('SIGKILL');
      for (const { ways } of nodes) await Promise.all([ways.database.close(), ways.redis.close()]);
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
      await redis.stop();
    },
  };
}

const portOf = (url: string): number => Number(new URL(url).port);
function through(url: string, { port }: Proxy): string {
  const way = new URL(url);
  way.host = `127.0.0.1:${port}`;
  return way.href;
}

async function openNode(
  name: string,
  dataDir: string,
  shared: Pick<NodeHouse, 'databaseUrl' | 'redis'> & { env: Record<string, string> },
): Promise<ServerNode> {
  const { databaseUrl, redis } = shared;
  const ways = {
    database: await openProxy(() => portOf(databaseUrl)),
    redis: await openProxy(() => portOf(redis.url)),
  };
  const [port, mqttPort] = await freePorts(2);
  const clockFile = path.join(dataDir, 'set-clock');
  const env = {
    ...shared.env,
    DATABASE_URL: through(databaseUrl, ways.database),
    REDIS_URL: through(redis.url, ways.redis),
    PORT: String(port),
    MQTT_PORT: String(mqttPort),
    NODE_OPTIONS: `--import ${pathToFileURL(path.join(import.meta.dirname, 'set-clock.mjs')).href}`,
    SET_CLOCK: clockFile,
  };
  const node: ServerNode = {
    ...{ name, url: `http://127.0.0.1:${port}`, isUp: true, ways },
    server: await startServer(dataDir, env),
    async start() {
      node.server = await startServer(dataDir, env);
      node.isUp = true;
    },
    async setClock(offMs) {
      await writeFile(clockFile, String(offMs));
      node.server.child.kill('SIGUSR2');
    },
  };
  return node;
}

export interface Sent {
  status: number;
  body: unknown;
}
/** Sends until some server has answered, the same key wherever it goes. A refusal is an answer; being too busy is none. */
export async function sendSomewhere(
  { nodes, county }: Pick<NodeHouse, 'nodes' | 'county'>,
  dice: Dice,
  what: string,
  init: { body: unknown; headers: Record<string, string> },
): Promise<Sent> {
  for (;;) {
    const { url } = dice.pick(nodes.filter(({ isUp }) => isUp));
    const answer = await fetch(`${url}/api/${county}/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...init.headers },
      body: JSON.stringify(init.body),
      signal: AbortSignal.timeout(3_000),
    }).catch(() => null);
    const body: unknown = await answer?.json().catch(() => null);
    // A demo that starts again puts its tokens anew, and for an instant none is there.
    const isAnswer = answer && answer.status < 500 && answer.status !== 429 && answer.status !== 401;
    if (isAnswer && body !== null) return { status: answer.status, body };
    await pause(50);
  }
}
