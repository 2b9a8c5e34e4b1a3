import type { Sensor } from '#shared/pack/schema.ts';
import type { DiscoveredSensor } from '#shared/wire/configuration.ts';

/** What somebody says of a sensor that is adopted. */
export interface Adoption {
  zh: string;
  en: string;
  lng: number | null;
  lat: number | null;
}

/** Steps in which instruments report. */
const usualMs = [
  1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000,
];

/** The usual step nearest to what was heard; null: it was heard once. */
export function stepOf(everyMs: number | null): number | null {
  if (everyMs === null) return null;
  return usualMs.reduce((best, one) => (Math.abs(one - everyMs) < Math.abs(best - everyMs) ? one : best));
}

/**
 * A discovered sensor as a row of the pack: what it measures and within which bounds as the similar one, its id as it reports, its
 * name and place as somebody says, its rhythm as it was heard.
 */
export function adopted(like: Sensor, heard: DiscoveredSensor, said: Adoption): Sensor {
  const { retired: _, ...template } = like;
  return {
    ...template,
    id: heard.sensor,
    name: { zh: said.zh.trim() || heard.sensor, en: said.en.trim() || heard.sensor },
    place: { lng: said.lng ?? like.place.lng, lat: said.lat ?? like.place.lat },
    everyMs: stepOf(heard.everyMs) ?? like.everyMs,
  };
}

/** The sensor in use that a heard one is most like: by the beginning of its id, else by its range. */
export function likest(sensors: readonly Sensor[], heard: DiscoveredSensor): Sensor | undefined {
  const common = ({ id }: Sensor): number => {
    let n = 0;
    while (n < id.length && id[n] === heard.sensor[n]) n++;
    return n;
  };
  const fits = sensors.filter(
    ({ retired, range: [least, most] }) => !retired && heard.least >= least && heard.greatest <= most,
  );
  return fits.reduce<Sensor | undefined>(
    (best, one) => (best === undefined || common(one) > common(best) ? one : best),
    undefined,
  );
}
