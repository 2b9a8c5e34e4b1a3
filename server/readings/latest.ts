import { must } from '#shared/kernel/must.ts';
import { quality as qualities } from '#shared/sensing/reading.ts';
import type { Latest } from '../ports.ts';
import type { Written } from '../storage/readings/reading-line.ts';
import type { StoredReading } from '../storage/readings/reading-store.ts';
import type { Lines } from './batch.ts';
import type { Track } from './quality.ts';
import type { Lane, Sensors } from './sensors.ts';

/** The newest stored reading of every sensor, by instant of measurement, and which of them changed. */
export interface LatestReadings {
  /** What the writer must know of the stored. */
  stored: Track;
  of(lane: Lane): Latest;
  take(fresh: Lines, late: Lines, written: Pick<Written, 'late'>, now: number): void;
  /** Sensors of a lane have come: what is loaded of them finds its place. */
  place(lane: Lane): void;
  /** Takes over what the database holds where it is newer. */
  load(rows: readonly StoredReading[]): void;
  takeChanged(lane: Lane): Uint32Array;
  receivedAt: Float64Array;
}

/** Shown beside a reading whose instant cannot be the present. */
const clockFlag = qualities.skewed;
/** A sensor of which nothing newer has come for so many of its intervals shows what comes, however old its instant. */
const unheardAfter = 3;

/** Everything unheard. */
export function makeLatest(sensors: Sensors): LatestReadings {
  const { count } = sensors;
  const stored: Track = {
    at: new Float64Array(count),
    value: new Float64Array(count),
    since: new Float64Array(count),
  };
  /** What screens see: the newest as well, unless a clock that is wrong would hide the present behind it. */
  const shown = { at: new Float64Array(count), value: new Float64Array(count) };
  const quality = new Uint8Array(count);
  const receivedAt = new Float64Array(count);
  /** Arrival of the last reading that was newer than all before it. */
  const newerAt = new Float64Array(count);
  const isChanged = new Uint8Array(count);
  const slotOf = new Map<number, number>();
  const views = new Map<string, Latest>();
  function place(lane: Lane): void {
    see(lane);
    for (let slot = lane.base; slot < lane.base + lane.count; slot++)
      slotOf.set(sensors.numbers[slot] ?? 0, slot);
  }
  function see(lane: Lane): void {
    if (views.has(lane.id)) return;
    const [from, to] = [lane.base, lane.base + lane.room];
    views.set(lane.id, {
      at: shown.at.subarray(from, to),
      value: shown.value.subarray(from, to),
      quality: quality.subarray(from, to),
      receivedAt: receivedAt.subarray(from, to),
    });
  }
  for (const lane of sensors.lanes.values()) place(lane);

  function put(slot: number, at: number, value: number, flags: number): void {
    if (value !== stored.value[slot] || stored.at[slot] === 0) stored.since[slot] = at;
    stored.at[slot] = at;
    stored.value[slot] = value;
    show(slot, at, value, flags);
  }
  function show(slot: number, at: number, value: number, flags: number): void {
    shown.at[slot] = at;
    shown.value[slot] = value;
    quality[slot] = flags;
    isChanged[slot] = 1;
  }

  /** A reading older than the newest is shown in place of one from the future, or when nothing newer comes any more. */
  function showLate(slot: number, at: number, value: number, flags: number, now: number): void {
    const before = shown.at[slot] ?? 0;
    const isAhead = before > now && at <= now;
    const isAlone = now - (newerAt[slot] ?? 0) > unheardAfter * (sensors.everyMs[slot] ?? 0);
    const isBehind = before < (stored.at[slot] ?? 0);
    if (isAhead || (isAlone && (!isBehind || at > before))) show(slot, at, value, flags | clockFlag);
    else if (isBehind && at > before && at <= now) show(slot, at, value, flags | clockFlag);
  }

  return {
    stored,
    place,
    receivedAt,
    of: (lane) => must(views.get(lane.id), `latest of ${lane.id}`),
    take(fresh, late, written, now) {
      const { count: n, at, value, quality: flags } = fresh.rows;
      for (let i = 0; i < n; i++) {
        const slot = fresh.slots[i] ?? 0;
        const instant = at[i] ?? 0;
        receivedAt[slot] = now;
        newerAt[slot] = now;
        if (instant > (stored.at[slot] ?? 0)) put(slot, instant, value[i] ?? 0, flags[i] ?? 0);
      }
      const { rows, slots } = late;
      for (let i = 0; i < rows.count; i++) {
        const slot = slots[i] ?? 0;
        receivedAt[slot] = now;
        if (written.late[i] === 1)
          showLate(slot, rows.at[i] ?? 0, rows.value[i] ?? 0, rows.quality[i] ?? 0, now);
      }
    },
    load(rows) {
      for (const row of rows) {
        const slot = slotOf.get(row.sensor);
        if (slot === undefined || row.at <= (stored.at[slot] ?? 0)) continue;
        put(slot, row.at, row.value, row.quality);
        receivedAt[slot] = Math.max(receivedAt[slot] ?? 0, row.at);
        newerAt[slot] = Math.max(newerAt[slot] ?? 0, row.at);
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
