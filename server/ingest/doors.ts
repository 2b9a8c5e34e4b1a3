import { meterSource } from '#shared/sensing/clue-meter.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Fault } from '#shared/sensing/fault.ts';
import { itemsOf } from '#shared/sensing/parse-batch.ts';
import { payloads, type PayloadName } from '#shared/sensing/payloads.ts';
import { parseReading, type Slot } from '#shared/sensing/parse-reading.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { Log } from '../log.ts';
import type { DoubtOf, Doors, Execute, Metrics } from '../ports.ts';
import { answerOf, makeSlip, noteFault, type Slip } from '../readings/batch.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { Lane } from '../readings/sensors.ts';
import { storedPayloads, type StoredName } from './items.ts';
import { makeDetections, type ModelGate } from './detections.ts';
import { foreignSensor, openGates, ownMeter } from './gate.ts';
import { openSightings } from './sightings.ts';
import { openTray, type Tray } from './tray.ts';

export interface DoorsOptions {
  lane: OpenHotLane;
  execute: Execute;
  clock: () => number;
  models?: ModelGate;
  /** Missing: this house has no lamps. */
  lamps?: { take: Take };
  /** While a clock is in doubt nobody can say what is old and what is to come. */
  doubt?: DoubtOf;
  /** Counties that are looked at only. */
  resting?: ReadonlySet<string>;
  log: Log;
  metrics: Metrics;
}
type Take = Doors[PayloadName];
type Settle = (answer: BatchAnswer | Refusal) => void;

/** The doors and their end: counts not yet told are told. */
export interface OpenDoors extends Doors {
  /** Sensors that were heard and that no county has. */
  discovered: Tray;
  /**
   * As `readings`, without the cost of a promise for each of thousands of messages a second, and without counting what is
   * refused for want of room: the caller may hold it and knock again.
   */
  takeReadings(jurisdiction: string, source: string, input: unknown, settle: Settle): void;
  stop(): void;
}

const telling = 500;

/** Opens the doors of the hot lane. Every one answers after commit, keeps the good items of a batch and names the others. */
export function openDoors(options: DoorsOptions): OpenDoors {
  const { lane: hot, clock, metrics, log } = options;
  const slot: Slot = { sensor: '', at: 0, value: 0 };
  const detect = makeDetections(options);
  const taken = new Map<string, number>();
  const gates = openGates();
  const tray = openTray();

  // Counts of good items are gathered: the metrics library costs more than the reading.
  function tell(): void {
    for (const [key, count] of taken) {
      const [jurisdiction = '', door = ''] = key.split('\0');
      metrics.count('items_taken_total', { jurisdiction, door }, count);
    }
    taken.clear();
  }
  const timer = setInterval(tell, telling);

  function count(door: PayloadName, jurisdiction: string, answer: BatchAnswer | Refusal): typeof answer {
    if (isRefusal(answer)) {
      metrics.count('items_refused_total', { jurisdiction, door, code: answer.code });
      return answer;
    }
    const key = `${jurisdiction}\0${door}`;
    if (answer.taken > 0) taken.set(key, (taken.get(key) ?? 0) + answer.taken);
    if (answer.refusedCount > 0) countRefused(door, jurisdiction, answer);
    return answer;
  }
  function countRefused(
    door: PayloadName,
    jurisdiction: string,
    { refused, refusedCount }: BatchAnswer,
  ): void {
    for (const { code } of refused) metrics.count('items_refused_total', { jurisdiction, door, code });
    const untold = refusedCount - refused.length;
    if (untold > 0) metrics.count('items_refused_total', { jurisdiction, door, code: 'beyond-100' }, untold);
  }

  function countShed(jurisdiction: string, input: unknown): void {
    const items = itemsOf(input, 'readings');
    const by = isRefusal(items) ? 1 : items.length;
    metrics.count('items_refused_total', { jurisdiction, door: 'readings', code: full.code }, by);
  }

  /** The items of a message and the lane they are for. */
  function enter(
    jurisdiction: string,
    input: unknown,
    name: string,
  ): { lane: Lane; items: readonly unknown[] } | Refusal {
    const lane = hot.sensors.lanes.get(jurisdiction);
    if (!lane) return refuse('unknown', 'no-such-jurisdiction');
    if (options.resting?.has(jurisdiction)) return readOnly;
    if (options.doubt?.(jurisdiction)) return clockInDoubt;
    const items = itemsOf(input, name);
    return isRefusal(items) ? items : { lane, items };
  }

  function takeReadings(jurisdiction: string, source: string, input: unknown, settle: Settle): void {
    const entry = enter(jurisdiction, input, 'readings');
    if (isRefusal(entry)) return settle(count('readings', known(jurisdiction), entry));
    const { lane, items } = entry;
    if (!hot.writer.hasRoom(items.length)) return settle(full);
    const now = clock();
    const window = hot.windowOf(lane, now);
    const slip = hot.writer.begin();
    const gateway = hot.sensors.gatewayNumber(source);
    const gate = gates.of(lane, source);
    for (let i = 0; i < items.length; i++) {
      const fault = parseReading(items[i], window, slot);
      const ordinal = fault ? undefined : lane.loaded.sensorOrdinals.get(slot.sensor);
      if (ordinal === undefined) {
        if (!fault && (gate?.mayName(slot.sensor) ?? true)) tray.note(jurisdiction, source, slot, now);
        noteFault(slip, i, fault ?? unknownSensor);
      } else if (gate && gate.sensors[ordinal] === 0) noteFault(slip, i, foreignSensor);
      else if (lane.loaded.pack.sensors[ordinal]?.counts && source !== meterSource)
        noteFault(slip, i, ownMeter);
      else {
        hot.sensors.gateway[lane.base + ordinal] = gateway;
        hot.writer.add(slip, lane.base + ordinal, slot.at, slot.value, now, i);
      }
    }
    hot.writer.end(slip, (answer) => settle(count('readings', jurisdiction, answer)));
  }

  const counted =
    (door: PayloadName, take: Take): Take =>
    async (jurisdiction, source, input) => {
      try {
        return count(door, known(jurisdiction), await take(jurisdiction, source, input));
      } catch (error) {
        // A door never falls with what knocks at it; the sender may try again.
        log.error({ err: error, door, source }, 'taking in a message failed');
        return count(door, known(jurisdiction), refuse('busy', 'fault-here'));
      }
    };
  /** Labels are bounded: a stranger's word is none. */
  const known = (jurisdiction: string): string =>
    hot.sensors.lanes.has(jurisdiction) ? jurisdiction : 'unknown';

  const storing = (name: StoredName): Take =>
    counted(name, async (jurisdiction, source, input) => {
      const entry = enter(jurisdiction, input, payloads[name].list);
      if (isRefusal(entry)) return entry;
      const gate = gates.of(entry.lane, source);
      const slip = await storedPayloads[name]({
        ...entry,
        hot,
        window: hot.windowOf(entry.lane, clock()),
        gate,
      });
      return isRefusal(slip) ? slip : sorted(slip);
    });
  const stored = Object.fromEntries(
    (Object.keys(storedPayloads) as StoredName[]).map((name) => [name, storing(name)]),
  ) as Record<StoredName, Take>;

  return {
    takeReadings,
    discovered: tray,
    readings: (jurisdiction, source, input) =>
      new Promise((settle) => {
        takeReadings(jurisdiction, source, input, (answer) => {
          if (answer === full) countShed(jurisdiction, input);
          settle(answer);
        });
      }),
    ...stored,
    detections: counted('detections', async (jurisdiction, source, input) => {
      const entry = enter(jurisdiction, input, 'detections');
      if (isRefusal(entry)) return entry;
      return sorted(await detect(entry.lane, source, entry.items, gates.of(entry.lane, source)));
    }),
    lamps: counted('lamps', async (jurisdiction, source, input) => {
      const entry = enter(jurisdiction, input, 'lamps');
      if (isRefusal(entry)) return entry;
      return options.lamps?.take(jurisdiction, source, input) ?? answerOf(makeSlip());
    }),
    sightings: openSightings({
      enter(jurisdiction) {
        const entry = enter(jurisdiction, [], 'detections');
        return isRefusal(entry) ? entry : entry.lane;
      },
      gateOf: gates.of,
      detect,
      count: (jurisdiction, answer) => count('detections', known(jurisdiction), answer),
    }),
    bind: gates.bind,
    stop() {
      clearInterval(timer);
      tell();
    },
  };
}

const clockInDoubt = refuse('busy', 'clock-doubt-later');
const readOnly = refuse('not-now', 'county-read-only');
const full = refuse('busy', 'more-than-stored');
const unknownSensor: Fault = { code: 'unknown', reason: 'no such sensor here', field: 'sensor' };
function sorted(slip: Slip): BatchAnswer {
  slip.refused.sort((a, b) => a.index - b.index);
  return answerOf(slip);
}
