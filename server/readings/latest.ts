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

/** What is known of every slot. */
interface Seen {
  sensors: Sensors;
  stored: Track;
  /** What screens see: the newest as well, unless a clock that is wrong would hide the present behind it. */
  shown: { at: Float64Array; value: Float64Array };
  quality: Uint8Array;
  receivedAt: Float64Array;
  /** Arrival of the last reading that was newer than all before it. */
  newerAt: Float64Array;
  isChanged: Uint8Array;
}

function nothingSeen(sensors: Sensors): Seen {
  const { count } = sensors;
  return {
    sensors,
    stored: {
      at: new Float64Array(count),
      value: new Float64Array(count),
      since: new Float64Array(count),
    },
    shown: { at: new Float64Array(count), value: new Float64Array(count) },
    quality: new Uint8Array(count),
    receivedAt: new Float64Array(count),
    newerAt: new Float64Array(count),
    isChanged: new Uint8Array(count),
  };
}

/** Everything unheard. */
export function makeLatest(sensors: Sensors): LatestReadings {
  const seen = nothingSeen(sensors);
  const slotOf = new Map<number, number>();
  const views = new Map<string, Latest>();
  function place(lane: Lane): void {
    if (!views.has(lane.id)) views.set(lane.id, viewOf(seen, lane));
    for (let slot = lane.base; slot < lane.base + lane.count; slot++)
      slotOf.set(sensors.numbers[slot] ?? 0, slot);
  }
  for (const lane of sensors.lanes.values()) place(lane);
  return {
    stored: seen.stored,
    place,
    receivedAt: seen.receivedAt,
    of: (lane) => must(views.get(lane.id), `latest of ${lane.id}`),
    take(fresh, late, written, now) {
      takeFresh(seen, fresh, now);
      takeLate(seen, late, written.late, now);
    },
    load(rows) {
      for (const row of rows) {
        const slot = slotOf.get(row.sensor);
        if (slot !== undefined) loadOne(seen, slot, row);
      }
    },
    takeChanged: ({ base, count }) => takeFlags(seen.isChanged.subarray(base, base + count)),
  };
}

function viewOf({ shown, quality, receivedAt }: Seen, { base, room }: Lane): Latest {
  const [from, to] = [base, base + room];
  return {
    at: shown.at.subarray(from, to),
    value: shown.value.subarray(from, to),
    quality: quality.subarray(from, to),
    receivedAt: receivedAt.subarray(from, to),
  };
}

function takeFresh(seen: Seen, { rows, slots }: Lines, now: number): void {
  const { stored, receivedAt, newerAt } = seen;
  for (let i = 0; i < rows.count; i++) {
    const slot = slots[i] ?? 0;
    const at = rows.at[i] ?? 0;
    receivedAt[slot] = now;
    newerAt[slot] = now;
    if (at > (stored.at[slot] ?? 0)) put(seen, slot, at, rows.value[i] ?? 0, rows.quality[i] ?? 0);
  }
}

function takeLate(seen: Seen, { rows, slots }: Lines, written: Written['late'], now: number): void {
  for (let i = 0; i < rows.count; i++) {
    const slot = slots[i] ?? 0;
    seen.receivedAt[slot] = now;
    if (written[i] === 1)
      showLate(seen, slot, rows.at[i] ?? 0, rows.value[i] ?? 0, rows.quality[i] ?? 0, now);
  }
}

function put(seen: Seen, slot: number, at: number, value: number, flags: number): void {
  const { stored } = seen;
  if (value !== stored.value[slot] || stored.at[slot] === 0) stored.since[slot] = at;
  stored.at[slot] = at;
  stored.value[slot] = value;
  show(seen, slot, at, value, flags);
}

function show(
  { shown, quality, isChanged }: Seen,
  slot: number,
  at: number,
  value: number,
  flags: number,
): void {
  shown.at[slot] = at;
  shown.value[slot] = value;
  quality[slot] = flags;
  isChanged[slot] = 1;
}

/** A reading older than the newest is shown in place of one from the future, or when nothing newer comes any more. */
function showLate(seen: Seen, slot: number, at: number, value: number, flags: number, now: number): void {
  const { shown, newerAt, stored, sensors } = seen;
  const before = shown.at[slot] ?? 0;
  const isAhead = before > now && at <= now;
  const isAlone = now - (newerAt[slot] ?? 0) > unheardAfter * (sensors.everyMs[slot] ?? 0);
  const isBehind = before < (stored.at[slot] ?? 0);
  if (isAhead || (isAlone && (!isBehind || at > before))) show(seen, slot, at, value, flags | clockFlag);
  else if (isBehind && at > before && at <= now) show(seen, slot, at, value, flags | clockFlag);
}

/** Takes over what the database holds where it is newer. */
function loadOne(seen: Seen, slot: number, { at, value, quality }: StoredReading): void {
  const { stored, receivedAt, newerAt } = seen;
  if (at <= (stored.at[slot] ?? 0)) return;
  put(seen, slot, at, value, quality);
  receivedAt[slot] = Math.max(receivedAt[slot] ?? 0, at);
  newerAt[slot] = Math.max(newerAt[slot] ?? 0, at);
}

/** The places of the flags that are set; none is set afterwards. */
function takeFlags(flags: Uint8Array): Uint32Array {
  let n = 0;
  for (const flag of flags) n += flag;
  const changed = new Uint32Array(n);
  n = 0;
  for (let i = 0; i < flags.length; i++) if (flags[i] === 1) changed[n++] = i;
  flags.fill(0);
  return changed;
}
