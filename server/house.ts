import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { once } from 'node:events';
import { openAccess } from './access/access.ts';
import { admitDemo } from './access/demo.ts';
import { makeFirstAdmins } from './access/first-admin.ts';
import { sessionSecret } from './access/secret.ts';
import { startClockwork } from './commands/clockwork.ts';
import { openExecute } from './commands/execute.ts';
import type { Config } from './config.ts';
import { makeApp } from './http/app.ts';
import { openDoors } from './ingest/doors.ts';
import { startBroker } from './ingest/mqtt.ts';
import { openLedger } from './ledger/ledger.ts';
import { openRecords } from './ledger/records.ts';
import type { Log } from './log.ts';
import { openMetrics } from './metrics.ts';
import { packFolders } from './packs/folders.ts';
import { loadPacks } from './packs/load.ts';
import { openProjections } from './projections/projections.ts';
import { openHotLane } from './readings/lane.ts';
import { readTrend } from './readings/trend.ts';
import { startUpkeep } from './readings/upkeep.ts';
import { startWatchman } from './rules/watchman.ts';
import { openAccessStore } from './storage/access-store.ts';
import { openDatabase, type Database } from './storage/database.ts';
import { openFigureQueries } from './storage/figure-queries.ts';
import { openIncidentQueries } from './storage/incident-queries.ts';
import { startPostgres } from './storage/postgres.ts';
import { bindSockets } from './stream/sockets.ts';

export interface House {
  /** Where pages and the API are. */
  url: string;
  mqttUrl: string;
  /** Takes no more, answers what was taken, stores it, lets the screens go, and stops PostgreSQL last. */
  stop(): Promise<void>;
}

export interface HouseOptions {
  /** A part failed that the house cannot do without; the caller stops it. */
  onFault?: (error: unknown) => void;
  clock?: () => number;
}

/** Opens every room and joins them; throws, with everything closed again, when one does not open. */
export async function openHouse(config: Config, log: Log, options: HouseOptions = {}): Promise<House> {
  const stops: (() => unknown)[] = [];
  // What was opened last depends on what was opened first.
  const stop = async (): Promise<void> => {
    for (let end = stops.pop(); end; end = stops.pop()) {
      await Promise.resolve(end()).catch((error: unknown) =>
        log.error({ err: error }, 'a room did not close'),
      );
    }
  };
  try {
    return { ...(await joinRooms(config, log, options, (end) => stops.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function joinRooms(
  config: Config,
  log: Log,
  { onFault = () => undefined, clock = Date.now }: HouseOptions,
  onStop: (end: () => unknown) => void,
): Promise<Omit<House, 'stop'>> {
  const metrics = openMetrics();
  const folders = packFolders();
  const packs = await loadPacks({ ...folders, only: config.PACKS });
  const database = await openGround(config, log, onFault, onStop);
  const common = { database, packs, clock, log, metrics };

  const ledger = openLedger(database, log);
  const records = openRecords(database);
  const { execute, ...orders } = await openExecute(common);
  onStop(orders.stop);

  const lane = await openHotLane(common);
  onStop(lane.stop);
  onStop(startUpkeep(common).stop);
  const watchman = await startWatchman({ ...common, lane, execute });
  onStop(watchman.stop);
  const clockwork = await startClockwork({ ...common, execute });
  onStop(clockwork.stop);
  const doors = openDoors({ ...common, lane, execute });
  onStop(doors.stop);
  const projections = await openProjections({ ...common, ledger, records, hotLane: lane, onFault });
  onStop(projections.stop);

  const store = openAccessStore(database);
  const access = openAccess(store, clock);
  const { dataDir } = config;
  if (config.DEMO) await admitDemo({ store, packs, dataDir, now: clock });
  else await store.disableDemo();
  const jurisdictions = packs.map(({ id }) => id);
  await makeFirstAdmins({ store, people: access.people, jurisdictions, dataDir, log });
  const { app, authenticateHandshake, ...face } = await makeApp({
    ...{ packs, access, database, execute, ledger, records, doors, log, now: clock },
    incidents: openIncidentQueries(database),
    figures: openFigureQueries(database),
    trend: (...asked) => readTrend(lane, ...asked),
    metrics: metrics.read,
    checks: { database: async () => void (await database.pool.query('select 1')) },
    clientDir: path.join(folders.publicDir, '../dist/client'),
    settings: {
      demo: config.DEMO,
      behindTls: config.BEHIND_TLS,
      sessionSecret: await sessionSecret(config.dataDir, config.SESSION_SECRET),
    },
  });
  onStop(face.stop);
  const httpServer = createServer(app);
  const sockets = bindSockets({
    httpServer,
    projections,
    hotLane: lane,
    authenticate: authenticateHandshake,
    clock,
    log,
    metrics,
  });
  onStop(async () => {
    setTimeout(() => httpServer.closeAllConnections(), 2_000).unref();
    await sockets.stop();
  });
  const url = await listen(httpServer, config);
  const broker = await startBroker({
    ...common,
    port: config.MQTT_PORT,
    host: config.HOST,
    outside: config.MQTT_URL,
    doors,
    lane,
    access,
  });
  onStop(broker.stop);
  return { url, mqttUrl: broker.url };
}

async function openGround(
  config: Config,
  log: Log,
  onFault: (error: unknown) => void,
  onStop: (end: () => unknown) => void,
): Promise<Database> {
  let url = config.DATABASE_URL;
  if (url === undefined) {
    const postgres = await startPostgres(config.dataDir, log, { onLost: onFault });
    onStop(postgres.stop);
    url = postgres.url;
  }
  const database = await openDatabase(url, log);
  onStop(database.close);
  return database;
}

async function listen(server: Server, { PORT, HOST }: Config): Promise<string> {
  server.listen(PORT, HOST);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${PORT} is taken: set PORT to another one`, { cause: error });
  });
  const { port } = server.address() as AddressInfo;
  return `http://${HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST}:${port}`;
}
