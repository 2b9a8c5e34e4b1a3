import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Person } from '#shared/access/person.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { openLog } from '../../server/log.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { openProjections, type Projections } from '../../server/projections/projections.ts';
import { bindSockets, type Authenticate, type Sockets } from '../../server/stream/sockets.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { countingMetrics, person, testPack } from './county.ts';
import { memoryHotLane, type MemoryHotLane } from './memory-hot-lane.ts';
import { memoryRecord, type MemoryRecord } from './memory-record.ts';

/** Projections and stream on a real server, over a record and a hot lane in memory. */
export interface Stage {
  port: number;
  url: string;
  sockets: Sockets;
  projections: Projections;
  metrics: ReturnType<typeof countingMetrics>;
  stop(): Promise<void>;
}
export interface World {
  pack: LoadedPack;
  record: MemoryRecord;
  hotLane: MemoryHotLane;
  clock: () => number;
}

/** The toy county with sensors: even ordinals in the western town, odd ones in the eastern. */
export function packWithSensors(count: number): LoadedPack {
  const pack = testPack();
  const sensors = Array.from({ length: count }, (_, i): Sensor => ({
    id: `s-${i}`,
    name: { zh: `传感器 ${i}`, en: `Sensor ${i}` },
    system: 'water-farm',
    quantity: 'water-level',
    measure: 'm',
    range: [0, 10],
    normal: [1, 5],
    decimals: 2,
    everyMs: 1000,
    place: { lng: i % 2 === 0 ? 119.5 : 120.5, lat: 31 },
  }));
  return {
    ...pack,
    pack: { ...pack.pack, sensors },
    sensorOrdinals: new Map(sensors.map(({ id }, i) => [id, i])),
  };
}

export function openWorld(sensors = 8, clock: () => number = Date.now): World {
  const pack = packWithSensors(sensors);
  return { pack, clock, record: memoryRecord(pack, clock), hotLane: memoryHotLane(sensors) };
}

/** The person named by the header `x-person`, as JSON; the county's duty officer when there is none. */
const byHeader: Authenticate = async ({ headers }) => {
  const named = headers['x-person'];
  return typeof named === 'string' ? (JSON.parse(named) as Person) : person('duty');
};

export async function openStage(
  world: World,
  options: {
    port?: number;
    authenticate?: Authenticate;
    tickMs?: number;
    cutBytes?: number;
    claimMs?: number;
    monotonic?: () => number;
  } = {},
): Promise<Stage> {
  const { pack, record, hotLane, clock } = world;
  const { port: wanted = 0, authenticate = byHeader, ...limits } = options;
  const log = openLog('silent');
  const metrics = countingMetrics();
  const faults: unknown[] = [];
  const projections = await openProjections({
    ledger: record.ledger,
    records: record.records,
    hotLane,
    packs: stillPacks([pack]),
    clock,
    log,
    onFault: (error) => faults.push(error),
  });
  const httpServer = createServer();
  const sockets = bindSockets({
    httpServer,
    projections,
    hotLane,
    authenticate,
    clock,
    log,
    metrics,
    ...limits,
  });
  httpServer.listen(wanted, '127.0.0.1');
  await once(httpServer, 'listening');
  const { port } = httpServer.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    sockets,
    projections,
    metrics,
    async stop() {
      await sockets.stop();
      await projections.stop();
      if (faults.length > 0) throw faults[0];
    },
  };
}
