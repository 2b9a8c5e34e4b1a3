import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { must } from '#shared/kernel/must.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { freePorts } from './ports.ts';
import { testDatabaseUrl } from './postgres.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** One server of a house, a process that may hang, die and come again at the same address. */
export interface ServerNode {
  name: string;
  url: string;
  /** Requests are sent to it. One that hangs is found out by whoever sends. */
  isUp: boolean;
  server: ServerProcess;
  start(): Promise<void>;
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
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    LOG_LEVEL: 'info',
  };
  const nodes: ServerNode[] = [];
  for (const name of names) {
    const dataDir = await mkdtemp(path.join(tmpdir(), `jiuhuan-node-${name}-`));
    folders.push(dataDir);
    const [port, mqttPort] = await freePorts(2);
    const open = () => startServer(dataDir, { ...env, PORT: String(port), MQTT_PORT: String(mqttPort) });
    const node: ServerNode = {
      name,
      url: `http://127.0.0.1:${port}`,
      isUp: true,
      server: await open(),
      async start() {
        node.server = await open();
        node.isUp = true;
      },
    };
    nodes.push(node);
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
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
      await redis.stop();
    },
  };
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
