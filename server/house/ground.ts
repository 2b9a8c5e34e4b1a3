import path from 'node:path';
import { because, type Reason } from '#shared/kernel/reasons.ts';
import { must } from '#shared/kernel/must.ts';
import { openClockGuard } from '../commands/clock-guard.ts';
import type { Config } from '../config.ts';
import { beginEditions } from '../configuration/begin.ts';
import { openLivingPacks } from '../configuration/living.ts';
import { openVolumes } from '../ledger/volumes.ts';
import { openFiles, type PlaceOfFiles } from '../evidence/place.ts';
import { verifyAside } from '../ledger/verify-aside.ts';
import type { Log } from '../log.ts';
import { openCommonClock } from '../node/common-clock.ts';
import { databaseLine } from '../node/database-line.ts';
import { joinNodes } from '../node/join.ts';
import { redisLine } from '../node/redis-line.ts';
import { openMetrics } from '../metrics.ts';
import { drawAside } from '../packs/draw-aside.ts';
import { packFolders } from '../packs/folders.ts';
import { codeStamp, type Keeping } from '../packs/kept.ts';
import { openPacks, type ClosedPack } from '../packs/load.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { meetRecord } from '../running/meet-record.ts';
import { tellClosed } from '../running/health.ts';
import { pastAside } from '../past/aside.ts';
import { writePast } from '../past/tell.ts';
import { describeFaults, reasonOfClosed } from '../packs/fault.ts';
import { listCountyStates, type CountyState } from '../storage/county-store.ts';
import { withBrought } from './brought.ts';
import { readDatabaseClock } from '../storage/clock-store.ts';
import { openDatabase, type Database } from '../storage/database.ts';
import { freeLeases } from '../storage/leases.ts';
import { houseOf } from '../storage/house-of.ts';
import { openWorks, type Works } from '../works.ts';
import { startPostgres } from '../storage/postgres/postgres.ts';

export interface HouseOptions {
  /** A part failed that the house cannot do without; the caller stops it. */
  onFault?: (error: unknown) => void;
  /** In place of that of the machine and the database. */
  clock?: () => number;
  /** The clock of this machine, epoch ms. */
  machine?: () => number;
  /** The built program that walks ledgers in a thread of its own; without it they are walked here. */
  verifyThread?: string;
  /** The built program that writes the pasts of demo counties in threads of their own; without it they are written here. */
  pastThread?: string;
  /** The built program that draws grids anew in a thread of its own; without it they are drawn here. */
  drawThread?: string;
  /** How long a stop waits for a database that does not answer. */
  patienceMs?: number;
  /** Breaks the opening off; what is open already has so long to close. */
  breaking?: { signal: AbortSignal; patienceMs: number };
}

/** What every room stands on. */
export type HouseGround = Awaited<ReturnType<typeof openGround>>;

/** In place of names in `PACKS`: none of those that come with the server. */
const noPacks = 'none';

export async function openGround(
  config: Config,
  log: Log,
  options: HouseOptions,
  onStop: (end: () => unknown) => void,
) {
  const { onFault = () => undefined, machine = Date.now, patienceMs = 10_000 } = options;
  const folders = packFolders();
  // PostgreSQL starts while the packs are read; both are waited for, so that a fault in one leaves nothing of the other.
  const starting = findDatabase(config, log, onFault, onStop);
  const keeping = await keepPacks(config, log);
  const loading = shippedPacks({ ...folders, only: config.PACKS, keeping });
  await Promise.allSettled([starting, loading]);
  const [url, shipped] = [await starting, await loading];
  const database = await openDatabase(url, log);
  onStop(database.close);
  const clock = options.clock ?? (await clockOf(machine, database, log, onStop));
  const loaded = await withBrought(database, config.dataDir, shipped, log);
  const { rests, awake } = await awakeOf(database, loaded.packs);
  // The embedded database has one server, whose lock lies in the data folder: what the one before it held when it fell is free.
  const isAlone = config.DATABASE_URL === undefined;
  if (isAlone) await freeLeases(database);
  const { bases, ...begun } = await beginEditions(database, { ...loaded, packs: awake }, clock());
  const { packs: met, closed: faulty } = await meetRecord(database, begun, log);
  const counted = countsWorks(log, clock);
  const packs = await openLivingPacks({
    database,
    clock,
    log,
    ...livingWays(options, counted.works, log),
    counties: met.map((now) => ({ ...must(bases.get(now.id), now.id), now })),
  });
  onStop(packs.stop);
  tellClosed(faulty, log);
  const doors = doorsOf({ served: met, faulty, rests, shipped });
  const { DEMO: trustAhead, CLOCK_CONFIRMED: confirmedDate } = config;
  const guard = await openClockGuard({ database, packs, clock, log, trustAhead, confirmedDate });
  onStop(guard.stop);
  const node = await joinNodes({ lines: await linesOf(config, database, log), clock, log });
  onStop(node.stop);
  const rooms = endedWith(onStop);
  const write = pastOf(options.pastThread, database, url, keeping);
  const ways = { onFault, onStop, roomsEnded: rooms, patienceMs };
  const kept = await filesOf(config, database, url, options);
  const stand = {
    config,
    log,
    clock,
    machine,
    guard,
    doubt: guard.doubt,
    packs,
    ...doors,
    database,
    node,
    isAlone,
  };
  const clientDir = path.join(folders.publicDir, '../dist/client');
  return { ...stand, clientDir, publicDir: folders.publicDir, ...counted, ...kept, write, ...ways };
}

/** How counties rest, and the packs of those that are not archived. */
async function awakeOf(database: Database, packs: readonly LoadedPack[]) {
  const rests = await listCountyStates(database);
  const archived = new Set(rests.flatMap(({ id, state }) => (state === 'archived' ? [id] : [])));
  return { rests, awake: packs.filter(({ id }) => !archived.has(id)) };
}

/** Aborted when the rooms are to end. */
function endedWith(onStop: (end: () => unknown) => void): AbortSignal {
  const rooms = new AbortController();
  onStop(() => rooms.abort());
  return rooms.signal;
}

/** The clock of all nodes on one database. */
async function clockOf(
  machine: () => number,
  database: Database,
  log: Log,
  onStop: (end: () => unknown) => void,
): Promise<() => number> {
  const { now, stop } = await openCommonClock({ machine, ask: () => readDatabaseClock(database), log });
  onStop(stop);
  return now;
}

/** What packs that live are kept by. */
function livingWays({ drawThread }: HouseOptions, works: Works, log: Log) {
  return { works, draw: drawThread === undefined ? undefined : drawAside(drawThread, log) };
}

/** Who writes the pasts of demo counties. */
function pastOf(program: string | undefined, database: Database, url: string, keeping: Keeping | null) {
  if (program === undefined) return writePast(database);
  return pastAside(program, url, keeping && { folder: keeping.folder, code: keeping.code });
}

/** Files, the years of ledgers among them, and who walks ledgers, there as well. */
async function filesOf(
  config: Config,
  database: Database,
  url: string,
  { verifyThread: program }: Pick<HouseOptions, 'verifyThread'>,
) {
  const files = await openFiles(config);
  const verify = program === undefined ? undefined : verifyAside(program, url, placeOf(config));
  return { files, volumes: openVolumes(database, files), verify };
}

/** What another thread is told of where files are. */
function placeOf(config: Config): PlaceOfFiles {
  const { dataDir, EVIDENCE_URL, EVIDENCE_KEY, EVIDENCE_SECRET, EVIDENCE_REGION } = config;
  return { dataDir, EVIDENCE_URL, EVIDENCE_KEY, EVIDENCE_SECRET, EVIDENCE_REGION };
}

function countsWorks(log: Log, clock: () => number) {
  const metrics = openMetrics();
  return { metrics, works: openWorks({ log, metrics, clock }) };
}

function shippedPacks(places: Parameters<typeof openPacks>[0]): ReturnType<typeof openPacks> {
  const isEmpty = places.only.length === 1 && places.only[0] === noPacks;
  return isEmpty ? Promise.resolve({ packs: [], closed: [] }) : openPacks(places);
}

/** Which counties are not served and why, which are looked at only, and which came with the server. Throws when faults leave none. */
function doorsOf({
  served,
  faulty,
  rests,
  shipped,
}: {
  served: readonly LoadedPack[];
  faulty: readonly ClosedPack[];
  rests: readonly CountyState[];
  shipped: { packs: readonly LoadedPack[]; closed: readonly ClosedPack[] };
}) {
  if (served.length === 0 && faulty.length > 0)
    throw new Error(`bad packs\n${describeFaults(faulty.flatMap(({ faults }) => [...faults]))}`);
  const closed = new Map(faulty.map((one): [string, Reason] => [one.id, reasonOfClosed(one)]));
  for (const { id, state } of rests)
    if (state === 'archived') closed.set(id, because('county-archived', { jurisdiction: id }));
  return {
    closed,
    resting: new Set(rests.flatMap(({ id, state }) => (state === 'read-only' ? [id] : []))),
    shipped: new Set([...shipped.packs, ...shipped.closed].map(({ id }) => id)),
  };
}

/** What servers of the house tell each other by, the best first. */
async function linesOf({ REDIS_URL }: Config, database: Database, log: Log) {
  const byDatabase = databaseLine(database);
  return REDIS_URL === undefined
    ? [byDatabase]
    : [await redisLine(REDIS_URL, await houseOf(database), log), byDatabase];
}

/** Where checked packs are kept; null from source. */
async function keepPacks({ dataDir }: Config, log: Log): Promise<Keeping | null> {
  const code = await codeStamp();
  const onFault = (error: unknown): void => log.warn({ err: error }, 'storing a checked pack failed');
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
