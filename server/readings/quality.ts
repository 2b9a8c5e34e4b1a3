import { quality } from '#shared/sensing/reading.ts';
import type { Sensors } from './sensors.ts';

/** The newest reading of every slot as far as admitted, and since when its value has not moved. */
export interface Track {
  at: Float64Array;
  value: Float64Array;
  since: Float64Array;
}

/** A track that knows nothing yet. */
export function makeTrack(count: number): Track {
  return { at: new Float64Array(count), value: new Float64Array(count), since: new Float64Array(count) };
}

/** Makes `to` what `from` is. */
export function copyTrack(from: Track, to: Track): void {
  to.at.set(from.at);
  to.value.set(from.value);
  to.since.set(from.since);
}

/**
 * Quality of a reading newer than all before it, which it then becomes. Stuck: the very same value for the time the sensor
 * allows, unless it rests at zero or at an end of its range (a dry gauge, a lamp by day).
 */
export function judgeNewer(
  track: Track,
  sensors: Sensors,
  slot: number,
  at: number,
  value: number,
  now: number,
): number {
  let flags = at > now ? quality.skewed : 0;
  const low = sensors.low[slot] ?? -Infinity;
  const high = sensors.high[slot] ?? Infinity;
  if (value < low || value > high) flags |= quality.outOfRange;
  if (value !== track.value[slot] || track.at[slot] === 0) track.since[slot] = at;
  else if (
    at - (track.since[slot] ?? at) >= (sensors.stuckMs[slot] ?? Infinity) &&
    value !== 0 &&
    value !== low &&
    value !== high
  )
    flags |= quality.stuck;
  track.at[slot] = at;
  track.value[slot] = value;
  return flags;
}

/** Quality of a reading that came after a newer one of its sensor. */
export function judgeLate(sensors: Sensors, slot: number, value: number): number {
  const isOutside = value < (sensors.low[slot] ?? -Infinity) || value > (sensors.high[slot] ?? Infinity);
  return quality.late | (isOutside ? quality.outOfRange : 0);
}
