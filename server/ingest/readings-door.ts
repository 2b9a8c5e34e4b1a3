import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { meterSource } from '#shared/sensing/clue-meter.ts';
import type { Fault } from '#shared/sensing/fault.ts';
import { itemsOf } from '#shared/sensing/parse-batch.ts';
import { parseReading, type Slot } from '#shared/sensing/parse-reading.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { Doors } from '../ports.ts';
import { noteFault, type Settle } from '../readings/batch.ts';
import type { Lane } from '../readings/sensors.ts';
import type { DoorCounts } from './counts.ts';
import { enter, known, type EntryOptions } from './entry.ts';
import { foreignSensor, ownMeter, type Gates } from './gate.ts';
import type { Tray } from './tray.ts';

/** Whose a message is. */
interface Sender {
  jurisdiction: string;
  source: string;
}

/** Readings: by far the most that comes, so nothing here is made for each message but what must be. */
export interface ReadingsDoor {
  /**
   * A way in for one caller, who is told of every message by `settle`, with what was handed in beside it. As `readings`, without the
   * cost of a promise for each of thousands of messages a second, and without counting what is refused for want of room: the caller
   * may hold it and knock again.
   */
  readingsWay<Of extends Sender>(settle: Settle<Of>): (input: unknown, of: Of) => void;
  readings: Doors['readings'];
}

interface ReadingsPorts extends EntryOptions {
  clock: () => number;
  gates: Gates;
  /** Sensors that were heard and that no county has. */
  tray: Tray;
  counts: DoorCounts;
}

const full = refuse('busy', 'more-than-stored');
const unknownSensor: Fault = { code: 'unknown', reason: 'no such sensor here', field: 'sensor' };

/** Opens it. */
export function openReadingsDoor(ports: ReadingsPorts): ReadingsDoor {
  const { counts } = ports;
  const readingsWay: ReadingsDoor['readingsWay'] = (settle) => openWay(ports, settle);
  const take = readingsWay((answer, { jurisdiction, input, resolve }: Asked) => {
    if (answer === full) counts.refused('readings', jurisdiction, full.code, sizeOf(input));
    resolve(answer);
  });
  return {
    readingsWay,
    readings: (jurisdiction, source, input) =>
      new Promise((resolve) => take(input, { jurisdiction, source, input, resolve })),
  };
}

/** A message whose sender waits by a promise. */
interface Asked extends Sender {
  input: unknown;
  resolve(answer: BatchAnswer | Refusal): void;
}

function openWay<Of extends Sender>(
  ports: ReadingsPorts,
  settle: Settle<Of>,
): (input: unknown, of: Of) => void {
  const { lane: hot, clock, gates, tray, counts } = ports;
  const slot: Slot = { sensor: '', at: 0, value: 0 };
  const counted = (answer: BatchAnswer | Refusal, of: Of): void =>
    settle(counts.count('readings', of.jurisdiction, answer), of);
  return (input, of) => {
    const { jurisdiction, source } = of;
    const entry = enter(ports, jurisdiction, input, 'readings');
    if (isRefusal(entry)) return settle(counts.count('readings', known(hot, jurisdiction), entry), of);
    const { lane, items } = entry;
    if (!hot.writer.hasRoom(items.length)) return settle(full, of);
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
      else if (isMeter(lane, ordinal) && source !== meterSource) noteFault(slip, i, ownMeter);
      else {
        hot.sensors.gateway[lane.base + ordinal] = gateway;
        hot.writer.add(slip, lane.base + ordinal, slot.at, slot.value, now, i);
      }
    }
    hot.writer.end(slip, counted as Settle, of);
  };
}

/** What the house counts itself is heard from nobody else. */
function isMeter({ loaded }: Lane, ordinal: number): boolean {
  return loaded.pack.sensors[ordinal]?.counts !== undefined;
}

function sizeOf(input: unknown): number {
  const items = itemsOf(input, 'readings');
  return isRefusal(items) ? 1 : items.length;
}
