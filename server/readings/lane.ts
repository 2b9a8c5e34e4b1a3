import { setTimeout as pause } from 'node:timers/promises';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Window } from '#shared/sensing/fault.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { HotLane, Metrics, RaisedRule } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import type { Written } from '../storage/readings/reading-line.ts';
import { openObservationStore, type ObservationStore } from '../storage/readings/observation-store.ts';
import { openLearntStore, type LearntStore } from '../storage/readings/learnt-store.ts';
import { openReadingStore, type ReadingStore } from '../storage/readings/reading-store.ts';
import { makePartitions } from '../storage/readings/reading-upkeep.ts';
import { standAlone } from '../node/alone.ts';
import type { NodePort } from '../node/port.ts';
import type { Lines } from './batch.ts';
import { openCameraStates, type CameraStates } from './camera-states.ts';
import { crossReadings, hearNodes, tellRows } from './nodes.ts';
import { makeLatest } from './latest.ts';
import { openPositions, type Positions } from './positions.ts';
import { placeSensors, type Lane, type Sensors } from './sensors.ts';
import { openWriter, type Writer } from './writer.ts';

export interface HotLaneOptions {
  database: Database;
  packs: Packs;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  /** Other nodes of this house; alone unless told. */
  node?: NodePort;
  /** Readings of one commit at most; twice as many may wait. */
  capacity?: number;
}

/** Told of each commit; `written` says which rows of it were there already. */
export type Heard = (fresh: Lines, late: Lines, written: Written, now: number) => void;

/** The hot lane as its own rooms (doors, rules, upkeep) see it. */
export interface OpenHotLane extends HotLane {
  sensors: Sensors;
  readings: ReadingStore;
  observations: ObservationStore;
  learnt: LearntStore;
  writer: Writer;
  positions: Positions;
  cameraStates: CameraStates;
  /** Instants of measurement that are taken now. */
  windowOf(lane: Lane, now: number): Window;
  /** Calls `heard` with the rows of each commit, before their senders are answered; the answer ends it. */
  onCommitted(heard: Heard): () => void;
  /** Calls `placed` when the pack of a lane is another and its new sensors have their slots; the answer ends it. */
  onPlaced(placed: (lane: Lane) => void): () => void;
  /** Sensors of a jurisdiction that fit before the house starts again. */
  room(jurisdiction: string): number;
  /** The newest instant that is stored of a slot; 0: none. */
  newestAt(slot: number): number;
  /** What the watchman has raised, kept by it. */
  board: Map<string, RaisedRule[]>;
  /** What stands before the operators, told by the alarms once they are open. */
  tellStanding(standing: NonNullable<HotLane['standing']>): void;
  /** Commits what was taken, then takes no more. */
  stop(): Promise<void>;
}

/** Listens until the answer is called. */
function follow<T>(list: T[], one: T): () => void {
  list.push(one);
  return () => {
    const at = list.indexOf(one);
    if (at >= 0) list.splice(at, 1);
  };
}

const unheardAfter = 3;
const againMs = 1_000;

/** Opens the hot lane: the days to write into, the newest readings as stored, the writer. */
export async function openHotLane(options: HotLaneOptions): Promise<OpenHotLane> {
  const { database, packs, clock, log, metrics, node = standAlone() } = options;
  const readings = openReadingStore(database);
  const observations = openObservationStore(database);
  const failed = (error: unknown): void => log.error({ err: error }, 'storing observations failed');
  // The pasts do not need each other, and a duty officer waits for the start.
  const [sensors, positions, cameraStates] = await Promise.all([
    placeSensors(packs, readings),
    openPositions(packs, observations, failed, clock, (rows) => tellRows(node, 'positions', rows)),
    openCameraStates(packs, observations, failed, clock, (rows) => tellRows(node, 'camera-states', rows)),
    makeRoom(database, packs.all(), clock()),
  ]);
  const latest = makeLatest(sensors);
  const listeners: Heard[] = [];
  /** Takes what is stored, here or by another node. */
  function take(fresh: Lines, late: Lines, written: Written): void {
    const now = clock();
    latest.take(fresh, late, written, now);
    for (const heard of [...listeners]) heard(fresh, late, written, now);
  }
  const reload = async (): Promise<void> =>
    latest.load(await readings.newest(sensors.numbers.filter((number) => number > 0)));
  const writer = await openWriter({
    ...options,
    sensors,
    stored: latest.stored,
    openLine: () => readings.openLine(options.capacity ?? 65_536),
    reload,
    committed(fresh, late, written) {
      take(fresh, late, written);
      crossReadings(node, sensors, fresh, late, written);
    },
  });
  const board = new Map<string, RaisedRule[]>();
  let standing: NonNullable<HotLane['standing']> = () => ({ alarms: [], load: [] });
  const laneOf = (jurisdiction: string): Lane =>
    must(sensors.lanes.get(jurisdiction), `jurisdiction ${jurisdiction}`);

  const placed: ((lane: Lane) => void)[] = [];
  hearNodes(node, {
    sensors,
    stored: latest.stored,
    take,
    reload,
    positions,
    cameraStates,
    onPlaced: (heard) => placed.push(heard),
  });
  const placing = followPacks(options, place);
  async function place(loaded: LoadedPack): Promise<void> {
    // A longer term of lateness needs days to write into before anything that late is taken.
    await makeRoom(database, [...packs.all(), loaded], clock());
    const numbers = await sensors.place(loaded);
    const lane = laneOf(loaded.id);
    latest.place(lane);
    if (numbers.length > 0) latest.load(await readings.newest(numbers));
    for (const heard of [...placed]) heard(lane);
  }
  await packs.serve(async (loaded) => {
    const end = (): void => {
      board.delete(loaded.id);
      sensors.dropLane(loaded.id);
    };
    // Those of the start have their slots by now.
    if (sensors.lanes.has(loaded.id)) return end;
    sensors.addLane(loaded);
    await place(loaded);
    return end;
  });

  return {
    sensors,
    readings,
    observations,
    learnt: openLearntStore(database),
    writer,
    positions,
    cameraStates,
    board,
    latest: (jurisdiction) => latest.of(laneOf(jurisdiction)),
    room: (jurisdiction) => laneOf(jurisdiction).room,
    newestAt: (slot) => latest.stored.at[slot] ?? 0,
    takeChanged: (jurisdiction) => latest.takeChanged(laneOf(jurisdiction)),
    isOnline(jurisdiction, ordinal, now) {
      const slot = laneOf(jurisdiction).base + ordinal;
      return now - (latest.receivedAt[slot] ?? 0) <= unheardAfter * (sensors.everyMs[slot] ?? 0);
    },
    raised: (jurisdiction) => board.get(jurisdiction) ?? [],
    standing: (jurisdiction, now) => standing(jurisdiction, now),
    tellStanding: (told) => (standing = told),
    cameras: (jurisdiction, among) => cameraStates.count(jurisdiction, among),
    staff: (jurisdiction, now, among) => positions.count(jurisdiction, now, among),
    windowOf({ loaded }, now) {
      const { lateMs, readingDays, futureToleranceMs } = loaded.pack.policy;
      return { oldest: now - Math.min(lateMs, readingDays * dayMs), newest: now + futureToleranceMs };
    },
    onCommitted: (heard) => follow(listeners, heard),
    onPlaced: (heard) => follow(placed, heard),
    async stop() {
      await placing.stop();
      await writer.stop();
      await positions.flushed();
      await cameraStates.flushed();
      metrics.gauge('reading_queue_rows', 0);
    },
  };
}

/** Lays out each pack that comes, one after the other; what the database does not take is tried again until it does. */
function followPacks(
  { packs, log }: Pick<HotLaneOptions, 'packs' | 'log'>,
  place: (loaded: LoadedPack) => Promise<void>,
): { stop(): Promise<void> } {
  const ended = new AbortController();
  let work = Promise.resolve();
  const keepOn = async (loaded: LoadedPack): Promise<void> => {
    while (!ended.signal.aborted && packs.of(loaded.id) === loaded) {
      try {
        return await place(loaded);
      } catch (error) {
        log.error({ err: error, jurisdiction: loaded.id }, 'placing the sensors of a pack version failed');
        await pause(againMs, undefined, { signal: ended.signal }).catch(() => undefined);
      }
    }
  };
  const unfollow = packs.onChange(({ now }) => void (work = work.then(() => keepOn(now))));
  return {
    async stop() {
      unfollow();
      ended.abort();
      await work;
    },
  };
}

/** Makes the partitions for every instant that may be taken until the day after tomorrow. */
export async function makeRoom(database: Database, packs: readonly LoadedPack[], now: number): Promise<void> {
  const lateMs = Math.max(
    0,
    ...packs.map(({ pack }) => Math.min(pack.policy.lateMs, pack.policy.readingDays * dayMs)),
  );
  await makePartitions(database, 'reading', now - lateMs, now + 2 * dayMs);
  await makePartitions(database, 'reading_minute', now - lateMs, now + 2 * dayMs);
}
