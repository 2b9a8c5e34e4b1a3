import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Window } from '#shared/sensing/fault.ts';
import type { HotLane, RaisedRule } from '../ports.ts';
import type { CameraStates } from './camera-states.ts';
import type { LatestReadings } from './latest.ts';
import type { Positions } from './positions.ts';
import type { Lane, Sensors } from './sensors.ts';

interface Known {
  sensors: Sensors;
  latest: LatestReadings;
  positions: Positions;
  cameraStates: CameraStates;
  board: ReadonlyMap<string, RaisedRule[]>;
}

/** What the lane tells of its counties from memory. */
export interface LaneAnswers extends HotLane {
  /** Instants of measurement that are taken now. */
  windowOf(lane: Lane, now: number): Window;
  /** Sensors of a jurisdiction that fit before the house starts again. */
  room(jurisdiction: string): number;
  /** The newest instant that is stored of a slot; 0: none. */
  newestAt(slot: number): number;
  /** What stands before the operators, told by the alarms once they are open. */
  tellStanding(standing: NonNullable<HotLane['standing']>): void;
}

const unheardAfter = 3;

/** Opens them with nothing raised. */
export function openAnswers({ sensors, latest, positions, cameraStates, board }: Known): LaneAnswers {
  let standing: NonNullable<HotLane['standing']> = () => ({ alarms: [], load: [] });
  const laneOf = (jurisdiction: string): Lane =>
    must(sensors.lanes.get(jurisdiction), `jurisdiction ${jurisdiction}`);
  return {
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
  };
}
