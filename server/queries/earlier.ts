import { signOf } from '#shared/dossier/first-sign.ts';
import type { Person } from '#shared/access/person.ts';
import { boxAround, metresBetween } from '#shared/geo/distance.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { Earlier } from '#shared/wire/dossier.ts';
import type { Trend } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { NearbyQueries } from '../storage/record/nearby-queries.ts';
import { seesPlace } from './scope-of-pack.ts';

/** How far and how long before a report is looked. The readings of so many hours are read as they came. */
const [sensorsWithinM, reportsWithinM] = [2_000, 1_000];
const [readingsMs, reportsMs] = [3 * hourMs, dayMs];
const mostSensors = 12;

export interface EarlierPorts {
  nearby: Pick<NearbyQueries, 'reportedNear'>;
  trend(jurisdiction: string, sensor: string, from: number, to: number): Promise<Trend | Refusal>;
}

/** What could have been seen before a matter was reported: sensors around it, and what others had reported near it. */
export async function seenEarlier(
  { nearby, trend }: EarlierPorts,
  pack: LoadedPack,
  person: Person,
  incident: Incident,
): Promise<Earlier> {
  const { reportedAt: to, place } = incident;
  const from = to - readingsMs;
  const head = { from, to, withinM: sensorsWithinM };
  // What lies nowhere has no neighbours.
  if (incident.placeless) return { ...head, sensors: [], reports: [] };
  const near = pack.pack.sensors
    .filter((sensor) => !sensor.retired && seesPlace(pack, person, sensor.place))
    .map((sensor) => ({ sensor, distanceM: Math.round(metresBetween(place, sensor.place)) }))
    .filter(({ distanceM }) => distanceM <= sensorsWithinM)
    .toSorted((a, b) => a.distanceM - b.distanceM)
    .slice(0, mostSensors);
  const sensors = await Promise.all(
    near.map(async ({ sensor, distanceM }) => {
      const course = await trend(pack.id, sensor.id, from, to);
      if (isRefusal(course)) return [];
      const { id, name, measure, decimals, normal } = sensor;
      const sign = signOf(
        course.points.map(([at, value]) => [at, value]),
        normal,
      );
      return sign ? [{ id, name, measure, decimals, place: sensor.place, distanceM, normal, ...sign }] : [];
    }),
  );
  const box = boxAround(place, reportsWithinM);
  const rows = await nearby.reportedNear(person, { box, from: to - reportsMs, to, limit: 60 });
  return {
    ...head,
    sensors: sensors.flat(),
    reports: rows
      .filter((row) => row.id !== incident.id)
      .map(({ item, ...row }) => ({
        ...row,
        distanceM: Math.round(metresBetween(place, row.place)),
        same: item === incident.item,
      }))
      .filter(({ distanceM }) => distanceM <= reportsWithinM),
  };
}
