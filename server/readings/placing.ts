import { setTimeout as pause } from 'node:timers/promises';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { RaisedRule } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import type { ReadingStore } from '../storage/readings/reading-store.ts';
import { makePartitions } from '../storage/readings/reading-upkeep.ts';
import { follow } from './follow.ts';
import type { LatestReadings } from './latest.ts';
import type { Lane, Sensors } from './sensors.ts';

interface PlacingPorts {
  database: Database;
  packs: Packs;
  clock: () => number;
  log: Log;
  sensors: Sensors;
  latest: LatestReadings;
  readings: Pick<ReadingStore, 'newest'>;
  board: Map<string, RaisedRule[]>;
}

/** Sensors of packs that change and of counties that come find their slots. */
export interface Placing {
  /** Calls `placed` when the pack of a lane is another and its new sensors have their slots; the answer ends it. */
  onPlaced(placed: (lane: Lane) => void): () => void;
  /** Lays out counties that come; what they had is given back when they go. */
  serve(): Promise<void>;
  stop(): Promise<void>;
}

const againMs = 1_000;

/** Follows the packs. */
export function openPlacing(ports: PlacingPorts): Placing {
  const { packs, sensors, board } = ports;
  const placed: ((lane: Lane) => void)[] = [];
  const place = async (loaded: LoadedPack): Promise<void> => {
    const lane = await layOut(ports, loaded);
    for (const heard of [...placed]) heard(lane);
  };
  const following = followPacks(ports, place);
  return {
    onPlaced: (heard) => follow(placed, heard),
    serve: () =>
      packs.serve(async (loaded) => {
        const end = (): void => {
          board.delete(loaded.id);
          sensors.dropLane(loaded.id);
        };
        // Those of the start have their slots by now.
        if (sensors.lanes.has(loaded.id)) return end;
        sensors.addLane(loaded);
        await place(loaded);
        return end;
      }),
    stop: following.stop,
  };
}

async function layOut(
  { database, packs, clock, sensors, latest, readings }: PlacingPorts,
  loaded: LoadedPack,
): Promise<Lane> {
  // A longer term of lateness needs days to write into before anything that late is taken.
  await makeRoom(database, [...packs.all(), loaded], clock());
  const numbers = await sensors.place(loaded);
  const lane = must(sensors.lanes.get(loaded.id), `jurisdiction ${loaded.id}`);
  latest.place(lane);
  if (numbers.length > 0) latest.load(await readings.newest(numbers));
  return lane;
}

/** Lays out each pack that comes, one after the other; what the database does not take is tried again until it does. */
function followPacks(
  { packs, log }: Pick<PlacingPorts, 'packs' | 'log'>,
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
