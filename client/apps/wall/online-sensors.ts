import type { Sensor } from '#shared/pack/schema.ts';

/** By ordinal, 1 for a sensor heard within three of its intervals. `at` holds the instants of the newest readings. */
export function onlineSensors(sensors: readonly Sensor[], at: Float64Array, now: number): Uint8Array {
  return Uint8Array.from(sensors, ({ everyMs }, ordinal) => {
    const heard = at[ordinal] ?? 0;
    return heard > 0 && now - heard < 3 * everyMs ? 1 : 0;
  });
}
