import { usualSystems } from '#shared/pack/domain.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { AbnormalRow } from '#shared/views/sensing.ts';
import type { Trend } from '#shared/wire/http.ts';

/** How many courses of readings a scene shows. */
export const mostCourses = 6;

/**
 * The sensors whose course is worth a look: those outside of their bounds first, the latest first, one of each quantity; then, so that a
 * quiet day shows its measure as well, one of each system in turn and of each quantity once, those that are heard before those that are
 * silent. `isHeard` takes an ordinal.
 */
export function sensorsWorthALook(
  sensors: readonly (Sensor | null)[],
  abnormal: Iterable<AbnormalRow>,
  isHeard: (ordinal: number) => boolean = () => true,
  systems: readonly string[] = usualSystems.map(({ id }) => id),
): Sensor[] {
  const known = sensors.flatMap((sensor) => (sensor ? [sensor] : []));
  const byId = new Map(known.map((sensor) => [sensor.id, sensor]));
  const raised = [...abnormal]
    .toSorted((a, b) => b.since - a.since || (a.sensor < b.sensor ? -1 : 1))
    .flatMap(({ sensor }) => byId.get(sensor) ?? []);
  const [heard, silent] = [true, false].map((is) =>
    inTurn(
      sensors.flatMap((sensor, i) => (sensor && isHeard(i) === is ? [sensor] : [])),
      systems,
    ),
  );
  const watched: Sensor[] = [];
  const seen = new Set<string>();
  for (const sensor of [...raised, ...(heard ?? []), ...(silent ?? [])]) {
    if (watched.length === mostCourses) break;
    if (seen.has(sensor.quantity)) continue;
    seen.add(sensor.quantity);
    watched.push(sensor);
  }
  return watched;
}

/** The first sensor of each quantity: one of each system, then the next of each, what is measured outdoors first. */
function inTurn(sensors: readonly Sensor[], systems: readonly string[]): Sensor[] {
  const bySystem = new Map<string, Sensor[]>(systems.toReversed().map((system) => [system, []]));
  const seen = new Set<string>();
  for (const sensor of sensors) {
    if (seen.has(sensor.quantity)) continue;
    seen.add(sensor.quantity);
    bySystem.get(sensor.system)?.push(sensor);
  }
  const rounds = Math.max(0, ...[...bySystem.values()].map(({ length }) => length));
  return Array.from({ length: rounds }, (_, i) =>
    [...bySystem.values()].flatMap((own) => own[i] ?? []),
  ).flat();
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
