import type { Log } from '../log.ts';
import type { Packs } from '../packs/port.ts';
import type { Metrics, RaisedRule } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import type { Written } from '../storage/readings/reading-line.ts';
import { openObservationStore, type ObservationStore } from '../storage/readings/observation-store.ts';
import { openLearntStore, type LearntStore } from '../storage/readings/learnt-store.ts';
import { openReadingStore, type ReadingStore } from '../storage/readings/reading-store.ts';
import { standAlone } from '../node/alone.ts';
import type { NodePort } from '../node/port.ts';
import { openAnswers, type LaneAnswers } from './answers.ts';
import type { Lines } from './batch.ts';
import { openCameraStates, type CameraStates } from './camera-states.ts';
import { crossReadings, hearNodes, tellRows } from './nodes.ts';
import { follow } from './follow.ts';
import { makeLatest, type LatestReadings } from './latest.ts';
import { makeRoom, openPlacing } from './placing.ts';
import { openPositions, type Positions } from './positions.ts';
import { placeSensors, type Lane, type Sensors } from './sensors.ts';
import { defaultCapacity, openWriter, type Writer } from './writer.ts';

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
export interface OpenHotLane extends LaneAnswers {
  sensors: Sensors;
  readings: ReadingStore;
  observations: ObservationStore;
  learnt: LearntStore;
  writer: Writer;
  positions: Positions;
  cameraStates: CameraStates;
  /** Calls `heard` with the rows of each commit, before their senders are answered; the answer ends it. */
  onCommitted(heard: Heard): () => void;
  /** Calls `placed` when the pack of a lane is another and its new sensors have their slots; the answer ends it. */
  onPlaced(placed: (lane: Lane) => void): () => void;
  /** What the watchman has raised, kept by it. */
  board: Map<string, RaisedRule[]>;
  /** Commits what was taken, then takes no more. */
  stop(): Promise<void>;
}

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
  const { writer, take, reload, onCommitted } = await openCommits(options, {
    sensors,
    latest,
    readings,
    node,
  });
  const board = new Map<string, RaisedRule[]>();
  const placing = openPlacing({ ...options, sensors, latest, readings, board });
  const { stored } = latest;
  const { onPlaced } = placing;
  hearNodes(node, { sensors, stored, take, reload, positions, cameraStates, onPlaced });
  await placing.serve();
  return {
    sensors,
    readings,
    observations,
    learnt: openLearntStore(database),
    writer,
    positions,
    cameraStates,
    board,
    ...openAnswers({ sensors, latest, positions, cameraStates, board }),
    onCommitted,
    onPlaced,
    async stop() {
      await placing.stop();
      await writer.stop();
      await positions.flushed();
      await cameraStates.flushed();
      metrics.gauge('reading_queue_rows', 0);
    },
  };
}

interface CommitPorts {
  sensors: Sensors;
  latest: LatestReadings;
  readings: ReadingStore;
  node: NodePort;
}

/** What is stored, here or by another node, and who hears of it. */
async function openCommits(options: HotLaneOptions, { sensors, latest, readings, node }: CommitPorts) {
  const { clock, capacity = defaultCapacity } = options;
  const listeners: Heard[] = [];
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
    openLine: () => readings.openLine(capacity),
    reload,
    committed(fresh, late, written) {
      take(fresh, late, written);
      crossReadings(node, sensors, fresh, late, written);
    },
  });
  return { writer, take, reload, onCommitted: (heard: Heard) => follow(listeners, heard) };
}
