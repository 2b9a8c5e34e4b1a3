import { createServer } from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AccessRoom } from './access/access.ts';
import { openDoorman } from './access/doorman.ts';
import { sessionSecret } from './access/secret.ts';
import { openAudit } from './audit/audit.ts';
import { startClockwork } from './commands/clockwork.ts';
import { openClockGuard } from './commands/clock-guard.ts';
import { openExecute } from './commands/execute.ts';
import type { Config } from './config.ts';
import { openEvidence } from './evidence/evidence.ts';
import { evidenceFolder } from './evidence/folder.ts';
import { makeApp } from './http/app.ts';
import { openDoors } from './ingest/doors.ts';
import type { Broker } from './ingest/broker.ts';
import { startBroker } from './ingest/mqtt.ts';
import { openAnchors } from './ledger/anchor.ts';
import { openLedger } from './ledger/ledger.ts';
import { openProofs } from './ledger/prove.ts';
import { openRecords } from './ledger/records.ts';
import { verifyAside } from './ledger/verify-aside.ts';
import { closeInTurn } from './running/close-in-turn.ts';
import { checkFree, listen } from './listen.ts';
import type { Log } from './log.ts';
import { openMetrics } from './metrics.ts';
import { packFolders } from './packs/folders.ts';
import { codeStamp, type Keeping } from './packs/kept.ts';
import { openGazetteers } from './packs/named-places.ts';
import { loadPacks } from './packs/load.ts';
import { openProjections } from './projections/projections.ts';
import { healthChecks, tellTwins } from './running/health.ts';
import { openHotLane } from './readings/lane.ts';
import { readTrend } from './readings/trend.ts';
import { startUpkeep } from './readings/upkeep.ts';
import { startWatchman } from './rules/watchman.ts';
import { openFigureTotals } from './figures/figure-totals.ts';
import { openSearchIndex } from './search/search-index.ts';
import { pastAside } from './simulator/past-aside.ts';
import { tellPast, writePast } from './simulator/tell-past.ts';
import { isGone } from './storage/absence.ts';
import { openAuditStore } from './storage/audit-store.ts';
import { openDatabase } from './storage/database.ts';
import { openDutyQueries } from './storage/duty-queries.ts';
import { openFigureQueries } from './storage/figure-queries.ts';
import { openPublicStore } from './storage/public-store.ts';
import { openScoreQueries } from './storage/score-queries.ts';
import { openStandingQueries } from './storage/standing-queries.ts';
import { openSupervisionQueries } from './storage/supervision-queries.ts';
import { openIncidentQueries } from './storage/incident-queries.ts';
import { openNearbyQueries } from './storage/nearby-queries.ts';
import { openFilterStore } from './storage/saved-filters.ts';
import { startPostgres } from './storage/postgres.ts';
import { endedChannel } from './storage/seat-store.ts';
import { bindSockets } from './stream/sockets.ts';

export interface House {
  /** Where pages and the API are. */
  url: string;
  mqttUrl: string;
  /**
   * Takes no more, answers what was taken, stores it, lets the screens go, and stops PostgreSQL last. Throws, with the rest
   * left as it is, when the database does not come back: nobody could answer any more. `drained` is called when only
   * PostgreSQL is left.
   */
  stop(drained?: () => void): Promise<void>;
}

export interface HouseOptions {
  /** A part failed that the house cannot do without; the caller stops it. */
  onFault?: (error: unknown) => void;
  clock?: () => number;
  /** The built program that walks ledgers in a thread of its own; without it they are walked here. */
  verifyThread?: string;
  /** The built program that writes the pasts of demo counties in threads of their own; without it they are written here. */
  pastThread?: string;
  /** How long a stop waits for a database that does not answer. */
  patienceMs?: number;
  /** Breaks the opening off; what is open already has so long to close. */
  breaking?: { signal: AbortSignal; patienceMs: number };
}

/** Opens every room and joins them; throws, with everything closed again, when one does not open. */
export async function openHouse(config: Config, log: Log, options: HouseOptions = {}): Promise<House> {
  const closing = closeInTurn(log);
  const opening = openRooms(config, log, options, closing);
  try {
    return await Promise.race([opening, broken(options.breaking?.signal)]);
  } catch (error) {
    opening.catch(() => undefined);
    await Promise.race([closing.all(), pause(options.breaking?.patienceMs ?? openingPatienceMs)]);
    throw error;
  }
}

/** A room that does not close holds up a start that failed for so long. */
const openingPatienceMs = 10_000;

async function openRooms(
  config: Config,
  log: Log,
  options: HouseOptions,
  closing: ReturnType<typeof closeInTurn>,
): Promise<House> {
  // Asked first: a first start works for a minute before it comes to its doors.
  await checkFree('PORT', config.PORT, config.HOST);
  if (config.MQTT_URL === undefined) await checkFree('MQTT_PORT', config.MQTT_PORT, config.HOST);
  const ground = await openGround(config, log, options, closing.onStop);
  // Neither needs the other; both are waited for, so that a fault in one leaves nothing of the other.
  const [lanes, access] = [openLanes(ground), openDoorman({ ...ground, settings: config })];
  await Promise.allSettled([lanes, access]);
  const faces = await openFaces(ground, await lanes, await access);
  return { ...faces, stop: (drained) => stopWhileDatabase(ground, () => closing.all(drained)) };
}

function broken(signal?: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal?.reason as Error);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}

async function stopWhileDatabase(
  { database, roomsEnded, patienceMs }: Ground,
  stop: () => Promise<void>,
): Promise<void> {
  const stopped = stop();
  if (await Promise.race([stopped.then(() => false), isGone(database, patienceMs, roomsEnded)]))
    throw new Error('the database is gone: who waits for it gets no answer');
  await stopped;
}

/** What every room stands on. */
type Ground = Awaited<ReturnType<typeof openGround>>;

async function openGround(
  config: Config,
  log: Log,
  options: HouseOptions,
  onStop: (end: () => unknown) => void,
) {
  const { onFault = () => undefined, clock = Date.now, patienceMs = 10_000 } = options;
  const folders = packFolders();
  // PostgreSQL starts while the packs are read; both are waited for, so that a fault in one leaves nothing of the other.
  const starting = findDatabase(config, log, onFault, onStop);
  const keeping = await keepPacks(config, log);
  const loading = loadPacks({ ...folders, only: config.PACKS, keeping });
  await Promise.allSettled([starting, loading]);
  const [url, packs] = [await starting, await loading];
  const database = await openDatabase(url, log);
  onStop(database.close);
  const guard = await openClockGuard({
    ...{ database, packs, clock, log },
    ...{ trustAhead: config.DEMO, confirmedDate: config.CLOCK_CONFIRMED },
  });
  onStop(guard.stop);
  const rooms = new AbortController();
  onStop(() => rooms.abort());
  const clientDir = path.join(folders.publicDir, '../dist/client');
  const verify = options.verifyThread === undefined ? undefined : verifyAside(options.verifyThread, url);
  const write =
    options.pastThread === undefined
      ? writePast(database)
      : pastAside(options.pastThread, url, keeping && { folder: keeping.folder, code: keeping.code });
  const ways = { onFault, onStop, roomsEnded: rooms.signal, patienceMs };
  const stand = { config, log, clock, guard, doubt: guard.doubt, packs, database, clientDir };
  return { ...stand, metrics: openMetrics(), verify, write, ...ways };
}

/** Where checked packs are kept; null from source. */
async function keepPacks({ dataDir }: Config, log: Log): Promise<Keeping | null> {
  const code = await codeStamp();
  const onFault = (error: unknown): void => log.warn({ err: error }, 'a checked pack could not be kept');
  return code === null ? null : { folder: path.join(dataDir, 'packs'), code, onFault };
}

async function findDatabase(
  { DATABASE_URL, dataDir }: Config,
  log: Log,
  onLost: (error: unknown) => void,
  onStop: (end: () => unknown) => void,
): Promise<string> {
  if (DATABASE_URL !== undefined) return DATABASE_URL;
  const postgres = await startPostgres(dataDir, log, { onLost });
  onStop(postgres.stop);
  return postgres.url;
}

/** The record lane and the hot lane, and the rules that lead from one to the other. */
async function openLanes(ground: Ground) {
  const { config, database, log, onFault, onStop } = ground;
  const ledger = openLedger(database, log, onFault, ground.verify);
  const records = openRecords(database);
  await tellTwins(ground);
  const { execute, isStoring, ...orders } = await openExecute(ground);
  onStop(orders.stop);
  if (config.DEMO) await tellPast({ ...ground, ledger, execute, days: config.DEMO_DAYS });
  const lane = await openHotLane(ground);
  onStop(lane.stop);
  const upkeep = startUpkeep(ground);
  onStop(upkeep.stop);
  const anchor = openAnchors(database, path.join(config.dataDir, 'anchors'), log);
  const clockwork = await startClockwork({ ...ground, ledger, records, execute, anchor });
  onStop(clockwork.stop);
  // Both read their past from the database before they stand: together, for a start that a duty officer waits for.
  const [watching, projecting] = [
    startWatchman({ ...ground, ...records, lane, execute }).then((watchman) => onStop(watchman.stop)),
    openProjections({ ...ground, ledger, records, hotLane: lane }),
  ];
  await Promise.allSettled([watching, projecting]);
  await watching;
  const projections = await projecting;
  onStop(projections.stop);
  const doors = openDoors({ ...ground, lane, execute });
  onStop(doors.stop);
  return { ledger, records, execute, isStoring, lane, upkeep, doors, projections };
}

/** What the world sees: pages, API, sockets, MQTT. */
async function openFaces(
  ground: Ground,
  lanes: Awaited<ReturnType<typeof openLanes>>,
  access: AccessRoom,
): Promise<Omit<House, 'stop'>> {
  const { config, database, clock, onStop } = ground;
  let broker: Broker | null = null;
  const { lane } = lanes;
  const evidence = await openEvidence({
    ...ground,
    files: evidenceFolder(path.join(config.dataDir, 'evidence')),
  });
  onStop(evidence.stop);
  const [search, totals] = [openSearchIndex(ground), openFigureTotals(ground)];
  for (const one of [search, totals]) onStop(await one.follow());
  const { app, authenticateHandshake, ...face } = await makeApp({
    ...{ ...ground, ...lanes, access, evidence, now: clock, clock: ground.guard },
    incidents: openIncidentQueries(database, search),
    filters: openFilterStore(database),
    nearby: openNearbyQueries(database),
    positions: (jurisdiction) => lane.positions.of(jurisdiction),
    proofs: openProofs(database),
    ...{ figures: openFigureQueries(database), totals },
    scores: openScoreQueries(database),
    supervision: openSupervisionQueries(database),
    duties: openDutyQueries(database),
    gazetteer: openGazetteers(packFolders()),
    reports: openPublicStore(database),
    standing: openStandingQueries(database),
    audit: openAudit(openAuditStore(database), clock),
    trend: (...asked) => readTrend(lane, ...asked),
    metrics: ground.metrics.read,
    answered: (status, code) => ground.metrics.count('http_answers_total', { status: String(status), code }),
    checks: healthChecks({ ...ground, ...lanes, readings: lane.writer, mqtt: () => broker }),
    settings: {
      demo: config.DEMO,
      behindTls: config.BEHIND_TLS,
      trustProxy: config.TRUST_PROXY,
      sessionSecret: await sessionSecret(config.dataDir, config.SESSION_SECRET),
    },
  });
  onStop(face.stop);
  const httpServer = createServer(app);
  const { projections } = lanes;
  const sockets = bindSockets({
    ...ground,
    httpServer,
    projections,
    hotLane: lane,
    authenticate: authenticateHandshake,
  });
  onStop(async () => {
    // A request that hangs does not hold the house open.
    setTimeout(() => httpServer.closeAllConnections(), 2_000).unref();
    await sockets.stop();
  });
  const url = `http://${await listen(httpServer, config.PORT, config.HOST)}`;
  broker = await startBroker({
    ...{ ...ground, ...lanes, access, port: config.MQTT_PORT, host: config.HOST },
    outside: config.MQTT_URL,
  });
  onStop(broker.stop);
  // A sign-in, a screen or a token that ends anywhere is out here at once; after a broken line all are looked at.
  const heard = (payload: string): void => {
    const id = payload.split(' ', 2)[1] ?? null;
    sockets.recheck(id);
  };
  onStop(await database.listen(endedChannel, heard));
  return { url, mqttUrl: broker.url };
}
