import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { payloads, type PayloadName } from '#shared/sensing/payloads.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { Log } from '../log.ts';
import type { Doors, Execute, Metrics } from '../ports.ts';
import { answerOf, makeSlip, type Slip } from '../readings/batch.ts';
import { openDoorCounts, type DoorCounts } from './counts.ts';
import { makeDetections, type ModelGate } from './detections.ts';
import { enter, known, type Entry, type EntryOptions } from './entry.ts';
import { openGates, type Gates } from './gate.ts';
import { storedPayloads, type StoredName } from './items.ts';
import type { PictureLimits } from './pictures.ts';
import { openReadingsDoor, type ReadingsDoor } from './readings-door.ts';
import { openSightings, type SightingPorts } from './sightings.ts';
import { openTray, type Tray } from './tray.ts';

export interface DoorsOptions extends EntryOptions {
  execute: Execute;
  clock: () => number;
  models?: ModelGate;
  /** Missing: this house has no lamps. */
  lamps?: { take: Take };
  /** How pictures of what other detectors saw are fetched; missing: as usual. */
  pictures?: PictureLimits;
  /** Where those that are to follow are kept; missing: in memory. */
  wanted?: SightingPorts['wanted'];
  log: Log;
  metrics: Metrics;
}
type Take = Doors[PayloadName];

/** The doors and their end: counts not yet told are told. */
export interface OpenDoors extends Doors, ReadingsDoor {
  /** Sensors that were heard and that no county has. */
  discovered: Tray;
  stop(): Promise<void>;
}

/** Opens the doors of the hot lane. Every one answers after commit, keeps the good items of a batch and names the others. */
export function openDoors(options: DoorsOptions): OpenDoors {
  const { lamps } = options;
  const detect = makeDetections(options);
  const counts = openDoorCounts(options.metrics);
  const gates = openGates();
  const tray = openTray();
  const door = openDoor(options, counts);
  const sightings = openSightings({
    ...options,
    enter(jurisdiction) {
      const entry = enter(options, jurisdiction, [], 'detections');
      return isRefusal(entry) ? entry : entry.lane;
    },
    gateOf: gates.of,
    detect,
    count: (jurisdiction, answer) => counts.count('detections', known(options.lane, jurisdiction), answer),
  });
  return {
    ...openReadingsDoor({ ...options, gates, tray, counts }),
    discovered: tray,
    ...storedDoors(options, gates, door),
    detections: door('detections', 'detections', async ({ lane, items }, _, source) =>
      sorted(await detect(lane, source, items, gates.of(lane, source))),
    ),
    lamps: door('lamps', 'lamps', (_, jurisdiction, source, input) =>
      lamps ? lamps.take(jurisdiction, source, input) : Promise.resolve(answerOf(makeSlip())),
    ),
    sightings,
    bind: gates.bind,
    async stop() {
      counts.stop();
      await sightings.stop();
    },
  };
}

type Inside = (entry: Entry, ...knocked: Parameters<Take>) => Promise<BatchAnswer | Refusal>;
type MakeDoor = (name: PayloadName, list: string, take: Inside) => Take;

/** A door that never falls with what knocks at it, and counts what comes. */
function openDoor(options: EntryOptions & Pick<DoorsOptions, 'log'>, counts: DoorCounts): MakeDoor {
  const { lane, log } = options;
  return (door, list, take) => async (jurisdiction, source, input) => {
    const of = known(lane, jurisdiction);
    try {
      const entry = enter(options, jurisdiction, input, list);
      const answer = isRefusal(entry) ? entry : await take(entry, jurisdiction, source, input);
      return counts.count(door, of, answer);
    } catch (error) {
      // The sender may try again.
      log.error({ err: error, door, source }, 'taking in a message failed');
      return counts.count(door, of, refuse('busy', 'fault-here'));
    }
  };
}

/** Doors of what is stored as it comes. */
function storedDoors(
  { lane: hot, clock }: Pick<DoorsOptions, 'lane' | 'clock'>,
  gates: Gates,
  door: MakeDoor,
): Record<StoredName, Take> {
  const names = Object.keys(storedPayloads) as StoredName[];
  const doors = names.map((name) => [
    name,
    door(name, payloads[name].list, async (entry, _, source) => {
      const window = hot.windowOf(entry.lane, clock());
      const slip = await storedPayloads[name]({
        ...entry,
        hot,
        window,
        gate: gates.of(entry.lane, source),
      });
      return isRefusal(slip) ? slip : sorted(slip);
    }),
  ]);
  return Object.fromEntries(doors) as Record<StoredName, Take>;
}

function sorted(slip: Slip): BatchAnswer {
  slip.refused.sort((a, b) => a.index - b.index);
  return answerOf(slip);
}
