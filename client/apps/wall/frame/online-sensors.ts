import type { Sensor } from '#shared/pack/schema.ts';

/** By ordinal, 1 for a sensor heard within three of its intervals. `at` holds the instants of the newest readings. */
export function onlineSensors(
  sensors: readonly (Sensor | null)[],
  at: Float64Array,
  now: number,
): Uint8Array {
  return Uint8Array.from(sensors, (sensor, ordinal) => {
    const heard = at[ordinal] ?? 0;
    return sensor && heard > 0 && now - heard < 3 * sensor.everyMs ? 1 : 0;
  });
}
