import { dayMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { HotLane, Latest } from '../ports.ts';
import { staffOnlineMs } from '../readings/positions.ts';
import type { HotPast } from '../storage/replay/hot-past.ts';

/** A reading older than this is not looked for: its sensor was silent long before. */
const lookBackMs = 2 * dayMs;
const unheardAfter = 3;

/**
 * The hot lane of one county as it was at an instant, for the same projections that draw the present. Readings count by their instants
 * of measurement: one that came late is there from when it was measured.
 */
export async function hotLaneAt(
  past: HotPast,
  numbersOf: (jurisdiction: string, pack: LoadedPack['pack']) => Promise<Int32Array>,
  { id, pack, sensorOrdinals, staff, cameraOrdinals }: LoadedPack,
  at: number,
): Promise<HotLane> {
  const numbers = await numbersOf(id, pack);
  const [readings, spans, places, camerasOn] = await Promise.all([
    past.readings(numbers, at - lookBackMs, at),
    past.raised(id, at),
    past.places(id, [...staff.keys()], at - staffOnlineMs - 1, at),
    past.camerasOn(id, [...cameraOrdinals.keys()], at),
  ]);
  const latest = latestOf(numbers, readings);
  const raised = spans.flatMap(({ sensor, ...span }) => {
    const ordinal = sensorOrdinals.get(sensor);
    return ordinal === undefined ? [] : [{ sensor: ordinal, ...span }];
  });
  const [seen, on] = [new Set(places.map((place) => place.staff)), new Set(camerasOn)];
  const count = (
    all: number,
    held: ReadonlySet<string>,
    among: readonly string[] | null,
  ): { total: number; online: number } =>
    among
      ? { total: among.length, online: among.filter((one) => held.has(one)).length }
      : { total: all, online: held.size };
  return {
    latest: () => latest,
    takeChanged: () => new Uint32Array(0),
    isOnline: (_, ordinal, now) =>
      now - (latest.at[ordinal] ?? 0) <= unheardAfter * (pack.sensors[ordinal]?.everyMs ?? 0),
    raised: () => raised,
    cameras: (_, among) => count(cameraOrdinals.size, on, among),
    staff: (_, _now, among) => count(staff.size, seen, among),
  };
}

function latestOf(
  numbers: Int32Array,
  rows: readonly { sensor: number; at: number; value: number; quality: number }[],
): Latest {
  const size = numbers.length;
  const latest: Latest = {
    at: new Float64Array(size),
    value: new Float64Array(size),
    quality: new Uint8Array(size),
    receivedAt: new Float64Array(size),
  };
  const ordinals = new Map(Array.from(numbers, (number, ordinal) => [number, ordinal]));
  for (const { sensor, at, value, quality } of rows) {
    const ordinal = ordinals.get(sensor);
    if (ordinal === undefined) continue;
    latest.at[ordinal] = at;
    latest.receivedAt[ordinal] = at;
    latest.value[ordinal] = value;
    latest.quality[ordinal] = quality;
  }
  return latest;
}
