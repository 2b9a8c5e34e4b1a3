import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { bindTo } from '#shared/kernel/bind.ts';
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

type Kept = Pick<IndicatorStore, 'checkpoint' | 'lastCheckpoint' | 'readingsAfter' | 'hoursOf'>;
interface Measured {
  lane: Lane;
  store: Kept;
  rings: Rings;
  /** Newest instant that is in the rings, by sensor. */
  newest: Float64Array;
  /** Numbers of its instruments in the reading tables. */
  own(): Int32Array;
  quantities: string[];
  quantityOf: Uint16Array;
  touched: Uint8Array;
  isLate: boolean;
}

export function makeIntake(lane: Lane, numbers: Int32Array, store: Kept): Intake {
  const { base, room } = lane;
  const measured: Measured = {
    lane,
    store,
    rings: makeRings(room),
    newest: new Float64Array(room),
    own: () => numbers.subarray(base, base + lane.count),
    quantities: [],
    quantityOf: new Uint16Array(room),
    touched: new Uint8Array(0),
    isLate: false,
  };
  place(measured);
  return {
    rings: measured.rings,
    hasLate: () => measured.isLate,
    ...bindTo(measured, { place, take, takeTouched, checkpoint, restore }),
  };
}

function place(measured: Measured): void {
  const { quantities, quantityOf } = measured;
  for (const [sensor, { quantity }] of measured.lane.loaded.pack.sensors.entries()) {
    if (!quantities.includes(quantity)) quantities.push(quantity);
    quantityOf[sensor] = quantities.indexOf(quantity);
  }
  measured.touched = new Uint8Array(quantities.length).fill(1);
}

function take(measured: Measured, { rows, slots }: Lines, stored: Uint8Array | null): void {
  const { lane, touched, quantityOf } = measured;
  const { base, count } = lane;
  for (let i = 0; i < rows.count; i++) {
    const sensor = (slots[i] ?? 0) - base;
    if (sensor < 0 || sensor >= count || (stored && stored[i] !== 1)) continue;
    touched[quantityOf[sensor] ?? 0] = 1;
    if (((rows.quality[i] ?? 0) & quality.outOfRange) === 0)
      add(measured, sensor, rows.at[i] ?? 0, rows.value[i] ?? 0);
  }
}

function add(measured: Measured, sensor: number, at: number, value: number): void {
  const { newest, rings, touched, quantityOf } = measured;
  if (at <= (newest[sensor] ?? 0)) measured.isLate = true;
  else newest[sensor] = at;
  rings.add(sensor, at, value);
  touched[quantityOf[sensor] ?? 0] = 1;
}

function takeTouched({ quantities, touched }: Measured): string[] {
  const found = quantities.filter((_, i) => touched[i] === 1);
  touched.fill(0);
  return found;
}

async function checkpoint(measured: Measured, now: number): Promise<void> {
  const { lane, own, newest, rings, store } = measured;
  measured.isLate = false;
  const count = Int32Array.of(lane.count);
  const parts = [bytesOf(count), bytesOf(own()), bytesOf(newest.subarray(0, lane.count))];
  const state = Buffer.concat([...parts, rings.dump(lane.count)]);
  await store.checkpoint(lane.id, now, await promisify(deflate)(state, { level: 1 }));
}

async function restore(measured: Measured, now: number): Promise<void> {
  const { lane, own, newest, store } = measured;
  const sensors = new Map(Array.from(own(), (number, sensor) => [number, sensor]));
  if (!(await load(measured, now))) await loadHours(measured, sensors, now);
  const since = Array.from(newest.subarray(0, lane.count), (at) => Math.max(at, now - dayMs));
  for (const { sensor, at, value } of await store.readingsAfter([...own()], since))
    add(measured, sensors.get(sensor) ?? 0, at, value);
  measured.isLate = false;
}

/** The last checkpoint, if it is of the last day and of these instruments. */
async function load({ lane, own, newest, rings, store }: Measured, now: number): Promise<boolean> {
  const kept = await store.lastCheckpoint(lane.id);
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

/** Hours that were rolled up; the one that runs is read reading by reading. */
async function loadHours(
  { own, newest, rings, store }: Measured,
  sensors: ReadonlyMap<number, number>,
  now: number,
): Promise<void> {
  const hour = Math.floor(now / hourMs) * hourMs;
  const hours = await store.hoursOf([...own()], hour - dayMs + hourMs, hour - hourMs);
  for (const { sensor, at, ...sums } of hours) rings.addHour(sensors.get(sensor) ?? 0, at, sums);
  newest.fill(hour - hourMs - 1);
}

const bytesOf = (part: Int32Array | Float64Array): Buffer =>
  Buffer.from(part.buffer, part.byteOffset, part.byteLength);
