import type { Sensor } from '#shared/pack/schema.ts';
import type { AbnormalRow } from '#shared/views/sensing.ts';
import type { Trend } from '#shared/wire/http.ts';

/** How many courses of readings a scene shows. */
export const mostCourses = 6;

/**
 * The sensors whose course is worth a look: those outside of their bounds first, the latest first, one of each quantity; then one
 * of each further quantity of the county, so that a quiet day shows its measure as well.
 */
export function sensorsWorthALook(
  sensors: readonly (Sensor | null)[],
  abnormal: Iterable<AbnormalRow>,
): Sensor[] {
  const known = sensors.flatMap((sensor) => (sensor ? [sensor] : []));
  const byId = new Map(known.map((sensor) => [sensor.id, sensor]));
  const raised = [...abnormal]
    .toSorted((a, b) => b.since - a.since || (a.sensor < b.sensor ? -1 : 1))
    .flatMap(({ sensor }) => byId.get(sensor) ?? []);
  const watched: Sensor[] = [];
  const seen = new Set<string>();
  for (const sensor of [...raised, ...known]) {
    if (watched.length === mostCourses) break;
    if (seen.has(sensor.quantity)) continue;
    seen.add(sensor.quantity);
    watched.push(sensor);
  }
  return watched;
}

/** A course thinned to so many points: the mean of each stretch, as [instant, value]. */
export function thinned({ points }: Pick<Trend, 'points'>, most: number): [number, number][] {
  const size = Math.max(1, Math.ceil(points.length / most));
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const stretch = points.slice(i * size, (i + 1) * size);
    const mean = stretch.reduce((sum, [, value]) => sum + value, 0) / stretch.length;
    return [stretch.at(-1)?.[0] ?? 0, mean];
  });
}
