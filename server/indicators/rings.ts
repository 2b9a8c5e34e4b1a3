import { hourMs, minuteMs } from '#shared/kernel/span.ts';

/**
 * Sums of the last hours of every instrument, in rings: twelve times five minutes and twenty-four hours. A reading costs two
 * array writes a ring, whatever looks at it; one that comes late is put where it belongs while its bucket is still there.
 */
export interface Rings {
  add(slot: number, at: number, value: number): void;
  /** What was measured in the last `hours` before and in the bucket of `now`, added to `into`. One hour goes by five minutes. */
  collect(slot: number, hours: number, now: number, into: Sums): void;
  /** Adds what an hour that is over came to: for a start without a checkpoint. */
  addHour(slot: number, at: number, sums: Sums): void;
  /** Of the first slots, for a checkpoint; `load` answers false when the bytes are of another number. */
  dump(slots: number): Uint8Array;
  load(bytes: Uint8Array, slots: number): boolean;
}
export interface Sums {
  n: number;
  sum: number;
  min: number;
  max: number;
}
export const noSums = (): Sums => ({ n: 0, sum: 0, min: Infinity, max: -Infinity });

const rings = [
  { width: 5 * minuteMs, length: 12 },
  { width: hourMs, length: 24 },
] as const;

interface Ring {
  width: number;
  length: number;
  /** Number of the bucket that lies in a cell; 0: none. */
  stamp: Float64Array;
  /** n, sum, min, max of a cell. */
  sums: Float64Array;
}

export function makeRings(slots: number): Rings {
  const all = rings.map(({ width, length }): Ring => {
    const cells = slots * length;
    return { width, length, stamp: new Float64Array(cells), sums: new Float64Array(cells * 4) };
  });
  const [fives, hours] = all as [Ring, Ring];
  const parts = (count: number): Uint8Array[] =>
    all.flatMap(({ length, stamp, sums }) => [
      new Uint8Array(stamp.buffer, 0, count * length * 8),
      new Uint8Array(sums.buffer, 0, count * length * 32),
    ]);
  return {
    add(slot, at, value) {
      put(fives, slot, at, value);
      put(hours, slot, at, value);
    },
    addHour(slot, at, { n, sum, min, max }) {
      const bucket = Math.floor(at / hours.width);
      const cell = slot * hours.length + (bucket % hours.length);
      if ((hours.stamp[cell] ?? 0) >= bucket) return;
      hours.stamp[cell] = bucket;
      hours.sums.set([n, sum, min, max], cell * 4);
    },
    collect: (slot, span, now, into) =>
      span === 1 ? gather(fives, slot, 12, now, into) : gather(hours, slot, span, now, into),
    dump: (count) => Buffer.concat(parts(count)),
    load(bytes, count) {
      const held = parts(count);
      if (bytes.byteLength !== held.reduce((sum, part) => sum + part.byteLength, 0)) return false;
      let place = 0;
      for (const part of held) {
        part.set(bytes.subarray(place, place + part.byteLength));
        place += part.byteLength;
      }
      return true;
    },
  };
}

function put({ width, length, stamp, sums }: Ring, slot: number, at: number, value: number): void {
  const bucket = Math.floor(at / width);
  const cell = slot * length + (bucket % length);
  const there = stamp[cell] ?? 0;
  // A round ago or more: its cell belongs to a later bucket by now.
  if (there > bucket) return;
  const o = cell * 4;
  if (there < bucket) {
    stamp[cell] = bucket;
    sums[o] = 1;
    sums[o + 1] = sums[o + 2] = sums[o + 3] = value;
    return;
  }
  sums[o] = (sums[o] ?? 0) + 1;
  sums[o + 1] = (sums[o + 1] ?? 0) + value;
  if (value < (sums[o + 2] ?? Infinity)) sums[o + 2] = value;
  if (value > (sums[o + 3] ?? -Infinity)) sums[o + 3] = value;
}

function gather(ring: Ring, slot: number, buckets: number, now: number, into: Sums): void {
  const { width, length, stamp, sums } = ring;
  const last = Math.floor(now / width);
  for (let bucket = last - buckets + 1; bucket <= last; bucket++) {
    const cell = slot * length + (bucket % length);
    if (stamp[cell] !== bucket) continue;
    const o = cell * 4;
    into.n += sums[o] ?? 0;
    into.sum += sums[o + 1] ?? 0;
    into.min = Math.min(into.min, sums[o + 2] ?? Infinity);
    into.max = Math.max(into.max, sums[o + 3] ?? -Infinity);
  }
}
