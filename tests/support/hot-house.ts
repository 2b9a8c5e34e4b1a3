import { refuse } from '#shared/kernel/refusal.ts';
import { openDoors, type OpenDoors } from '../../server/ingest/doors.ts';
import type { Broker } from '../../server/ingest/broker.ts';
import { startBroker } from '../../server/ingest/mqtt.ts';
import { openRecords } from '../../server/ledger/records.ts';
import { openLog } from '../../server/log.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import type { Access, Execute, Metrics } from '../../server/ports.ts';
import { openHotLane, type OpenHotLane } from '../../server/readings/lane.ts';
import type { Database } from '../../server/storage/database.ts';
import { openAlarmStore } from '../../server/storage/readings/alarm-store.ts';
import { startWatchman, type Watchman } from '../../server/rules/watchman.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { countingMetrics } from './county.ts';
import { openWorks, type Works } from '../../server/works.ts';

export interface HotHouse {
  lane: OpenHotLane;
  doors: OpenDoors;
  broker: Broker;
  watchman: Watchman;
  metrics: Metrics & { counts: Map<string, number> };
  works: Works;
  stop(): Promise<void>;
}
export interface HotHouseOptions {
  database: Database;
  packs: readonly LoadedPack[];
  execute?: Execute;
  clock?: () => number;
  capacity?: number;
  port?: number;
  logLevel?: string;
}

/** Source `box` of jurisdiction `toy` by the token `secret`; `<jurisdiction>:<source>` by a token of that form. */
export const toyAccess: Pick<Access, 'source' | 'sourceStands'> = {
  sourceStands: () => Promise.resolve(true),
  source: (token) => {
    const [jurisdiction = '', source = ''] = token === 'secret' ? ['toy', 'box'] : token.split(':');
    if (!source) return Promise.resolve(refuse('unauthenticated', 'token-bad'));
    return Promise.resolve({
      id: `${jurisdiction}:${source}`,
      bounds: null,
      jurisdiction,
      source,
      doors: ['readings', 'positions', 'camera-states', 'detections', 'lamps'],
    });
  },
};

/** The hot lane with its doors, broker and rules on a real database; the record lane is handed in. */
export async function openHotHouse(options: HotHouseOptions): Promise<HotHouse> {
  const { database, packs, clock = Date.now } = options;
  const log = openLog(options.logLevel ?? 'silent');
  const metrics = countingMetrics();
  const execute: Execute = options.execute ?? (() => Promise.resolve(refuse('not-now', 'no-answer')));
  const room = options.capacity === undefined ? {} : { capacity: options.capacity };
  const lane = await openHotLane({ database, packs: stillPacks(packs), clock, log, metrics, ...room });
  const doors = openDoors({ lane, execute, clock, log, metrics });
  const { incident } = openRecords(database);
  const outages = { holdMs: 0, least: 5 };
  const [store, works] = [openAlarmStore(database), openWorks({ log })];
  const watchman = await startWatchman({
    lane,
    execute,
    incident,
    clock,
    log,
    metrics,
    works,
    outages,
    store,
  });
  const broker = await startBroker({
    port: options.port ?? 0,
    host: '127.0.0.1',
    doors,
    lane,
    access: toyAccess,
    log,
    metrics,
  });
  return {
    lane,
    doors,
    broker,
    watchman,
    metrics,
    works,
    async stop() {
      await broker.stop();
      await watchman.stop();
      await doors.stop();
      await lane.stop();
    },
  };
}
