import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { quality } from '#shared/sensing/reading.ts';
import type { Lines } from '../readings/batch.ts';
import type { Lane } from '../readings/sensors.ts';
import type { IndicatorStore } from '../storage/indicators/indicator-store.ts';
import { makeRings, type Rings } from './rings.ts';

/** What a county's instruments measured in the last day, kept up with every commit and over a stop by checkpoints. */
export interface Intake {
  rings: Rings;
  /** Takes the rows of a commit; `stored` says which of them were new, null: all. */
  take(lines: Lines, stored: Uint8Array | null): void;
  /** Looks at the instruments of the pack anew: it is another. */
  place(): void;
  /** Quantities that something was measured of since the last call. */
  takeTouched(): string[];
  /** Whether something came late since the last checkpoint: a replay would not find it. */
  hasLate(): boolean;
  checkpoint(now: number): Promise<void>;
  /** Takes up the last checkpoint and what was measured since; without one, the hours that were rolled up. */
  restore(now: number): Promise<void>;
}

export function makeIntake(
  lane: Lane,
  numbers: Int32Array,
  store: Pick<IndicatorStore, 'checkpoint' | 'lastCheckpoint' | 'readingsAfter' | 'hoursOf'>,
): Intake {
  const { id, base, room } = lane;
  const rings = makeRings(room);
  /** Newest instant that is in the rings, by sensor. */
  const newest = new Float64Array(room);
  const quantities: string[] = [];
  const quantityOf = new Uint16Array(room);
  let touched = new Uint8Array(0);
  let isLate = false;
  const own = (): Int32Array => numbers.subarray(base, base + lane.count);

  const add = (sensor: number, at: number, value: number): void => {
    if (at <= (newest[sensor] ?? 0)) isLate = true;
    else newest[sensor] = at;
    rings.add(sensor, at, value);
    touched[quantityOf[sensor] ?? 0] = 1;
  };
  function place(): void {
    for (const [sensor, { quantity }] of lane.loaded.pack.sensors.entries()) {
      if (!quantities.includes(quantity)) quantities.push(quantity);
      quantityOf[sensor] = quantities.indexOf(quantity);
    }
    touched = new Uint8Array(quantities.length).fill(1);
  }
  place();
  async function load(now: number): Promise<boolean> {
    const kept = await store.lastCheckpoint(id);
    if (!kept || now - kept.at > dayMs) return false;
    const bytes = await promisify(inflate)(kept.state);
    const count = bytes.readInt32LE(0);
    const head = 4 + count * 4;
    // Another set of instruments: their places in the rings are others.
    const held = bytesOf(own().subarray(0, count));
    if (count > lane.count || !bytes.subarray(4, head).equals(held)) return false;
    if (!rings.load(bytes.subarray(head + count * 8), count)) return false;
    bytesOf(newest).set(bytes.subarray(head, head + count * 8));
    return true;
  }
  return {
    rings,
    place,
    take({ rows, slots }, stored) {
      for (let i = 0; i < rows.count; i++) {
        const sensor = (slots[i] ?? 0) - base;
        if (sensor < 0 || sensor >= lane.count || (stored && stored[i] !== 1)) continue;
        touched[quantityOf[sensor] ?? 0] = 1;
        if (((rows.quality[i] ?? 0) & quality.outOfRange) === 0)
          add(sensor, rows.at[i] ?? 0, rows.value[i] ?? 0);
      }
    },
    takeTouched() {
      const found = quantities.filter((_, i) => touched[i] === 1);
      touched.fill(0);
      return found;
    },
    hasLate: () => isLate,
    async checkpoint(now) {
      isLate = false;
      const count = Int32Array.of(lane.count);
      const parts = [bytesOf(count), bytesOf(own()), bytesOf(newest.subarray(0, lane.count))];
      const state = Buffer.concat([...parts, rings.dump(lane.count)]);
      await store.checkpoint(id, now, await promisify(deflate)(state, { level: 1 }));
    },
    async restore(now) {
      const sensors = new Map(Array.from(own(), (number, sensor) => [number, sensor]));
      if (!(await load(now))) {
        // The hour that runs is read reading by reading.
        const hour = Math.floor(now / hourMs) * hourMs;
        for (const { sensor, at, ...sums } of await store.hoursOf(
          [...own()],
          hour - dayMs + hourMs,
          hour - hourMs,
        ))
          rings.addHour(sensors.get(sensor) ?? 0, at, sums);
        newest.fill(hour - hourMs - 1);
      }
      const since = Array.from(newest.subarray(0, lane.count), (at) => Math.max(at, now - dayMs));
      for (const { sensor, at, value } of await store.readingsAfter([...own()], since))
        add(sensors.get(sensor) ?? 0, at, value);
      isLate = false;
    },
  };
}

const bytesOf = (part: Int32Array | Float64Array): Buffer =>
  Buffer.from(part.buffer, part.byteOffset, part.byteLength);
