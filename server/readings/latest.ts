import { must } from '#shared/kernel/must.ts';
import type { Latest } from '../ports.ts';
import type { StoredReading } from '../storage/reading-store.ts';
import type { Lines } from './batch.ts';
import type { Track } from './quality.ts';
import type { Lane, Sensors } from './sensors.ts';

/** The newest stored reading of every sensor, by instant of measurement, and which of them changed. */
export interface LatestReadings {
  /** What the writer must know of the stored. */
  stored: Track;
  of(lane: Lane): Latest;
  take(fresh: Lines, late: Lines, now: number): void;
  /** Takes over what the database holds where it is newer. */
  load(rows: readonly StoredReading[]): void;
  takeChanged(lane: Lane): Uint32Array;
  receivedAt: Float64Array;
}

/** Everything unheard. */
export function makeLatest(sensors: Sensors): LatestReadings {
  const { count } = sensors;
  const stored: Track = {
    at: new Float64Array(count),
    value: new Float64Array(count),
    since: new Float64Array(count),
  };
  const quality = new Uint8Array(count);
  const receivedAt = new Float64Array(count);
  const isChanged = new Uint8Array(count);
  const slotOf = new Map(Array.from(sensors.numbers, (number, slot) => [number, slot]));
  const views = new Map<string, Latest>();
  for (const lane of sensors.lanes.values()) {
    const [from, to] = [lane.base, lane.base + lane.count];
    views.set(lane.id, {
      at: stored.at.subarray(from, to),
      value: stored.value.subarray(from, to),
      quality: quality.subarray(from, to),
      receivedAt: receivedAt.subarray(from, to),
    });
  }

  function put(slot: number, at: number, value: number, flags: number): void {
    if (value !== stored.value[slot] || stored.at[slot] === 0) stored.since[slot] = at;
    stored.at[slot] = at;
    stored.value[slot] = value;
    quality[slot] = flags;
    isChanged[slot] = 1;
  }

  return {
    stored,
    receivedAt,
    of: (lane) => must(views.get(lane.id), `latest of ${lane.id}`),
    take(fresh, late, now) {
      const { count: n, at, value, quality: flags } = fresh.rows;
      for (let i = 0; i < n; i++) {
        const slot = fresh.slots[i] ?? 0;
        const instant = at[i] ?? 0;
        receivedAt[slot] = now;
        if (instant > (stored.at[slot] ?? 0)) put(slot, instant, value[i] ?? 0, flags[i] ?? 0);
      }
      for (let i = 0; i < late.rows.count; i++) receivedAt[late.slots[i] ?? 0] = now;
    },
    load(rows) {
      for (const row of rows) {
        const slot = slotOf.get(row.sensor);
        if (slot === undefined || row.at <= (stored.at[slot] ?? 0)) continue;
        put(slot, row.at, row.value, row.quality);
        receivedAt[slot] = Math.max(receivedAt[slot] ?? 0, row.at);
      }
    },
    takeChanged(lane) {
      const flags = isChanged.subarray(lane.base, lane.base + lane.count);
      let n = 0;
      for (const flag of flags) n += flag;
      const changed = new Uint32Array(n);
      n = 0;
      for (let i = 0; i < flags.length; i++) if (flags[i] === 1) changed[n++] = i;
      flags.fill(0);
      return changed;
    },
  };
}
