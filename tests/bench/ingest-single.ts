import { Aedes } from 'aedes';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { openHotHouse } from '../support/hot-house.ts';
import { benchDatabase, benchPack, benchSensors, median, openLoad } from './ingest-rig.ts';
import type { BenchResult } from './result.ts';

const rounds = 3;

/**
 * MQTT QoS 1 messages/s with one reading each, the same path as `ingest`. The limit is an aedes broker with an empty
 * handler in the same process under the same load, in turns.
 */
export async function run(): Promise<BenchResult> {
  const { database, stop } = await benchDatabase();
  const house = await openHotHouse({ database, packs: [benchPack()], logLevel: 'error' });
  const empty = await emptyBroker();
  const load = await openLoad();
  const ours: number[] = [];
  const limits: number[] = [];
  const delays: { p50: number; p99: number }[] = [];
  let n = 0;
  for (let round = 0; round < rounds; round++) {
    const order = {
      connections: 8,
      sensors: benchSensors,
      perMessage: 1,
      window: 4_000,
      warmMs: 2_000,
      measureMs: 5_000,
    };
    const bare = await load.run({ ...order, port: empty.port });
    limits.push((bare.acked / bare.ms) * 1_000);
    await database.pool.query('truncate reading');
    const report = await load.run({ ...order, port: Number(new URL(house.broker.url).port) });
    await house.lane.writer.flushed();
    ours.push((report.acked / report.ms) * 1_000);
    delays.push({ p50: Math.round(report.p50), p99: Math.round(report.p99) });
    n += report.acked;
  }
  load.stop();
  await empty.stop();
  await house.stop();
  await stop();
  const [mine, limit] = [median(ours), median(limits)];
  return {
    name: 'ingest-single',
    ours: Math.round(mine),
    limit: Math.round(limit),
    ratio: mine / limit,
    unit: 'messages/s',
    n,
    detail: { ours: ours.map(Math.round), limits: limits.map(Math.round), ackMs: delays, goal: 0.6 },
  };
}

async function emptyBroker(): Promise<{ port: number; stop(): Promise<void> }> {
  const aedes = await Aedes.createBroker();
  const server = createServer((socket) => aedes.handle(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      server.close();
    },
  };
}
