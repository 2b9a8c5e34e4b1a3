import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import * as wire from '#shared/wire/http.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { Records } from '../../ports.ts';
import { forWho, type Route } from '../route.ts';
import { seesPlace } from '../../queries/scope-of-pack.ts';
import { visibleIncident } from '../../queries/visible.ts';

export type ReadTrend = (
  jurisdiction: string,
  sensor: string,
  from: number,
  to: number,
) => Promise<wire.Trend | Refusal>;

/** The one pull of the hot lane. */
export function readingRoutes(ports: { trend: ReadTrend; records: Pick<Records, 'incident'> }): Route[] {
  /** By its place, or because it raised a matter that is the asker's. */
  async function maySeeSensor(
    pack: LoadedPack,
    person: Person,
    id: string,
    matter?: string,
  ): Promise<boolean> {
    const ordinal = pack.sensorOrdinals.get(id);
    if (ordinal === undefined) return false;
    if (seesPlace(pack, person, must(pack.pack.sensors[ordinal], id).place)) return true;
    if (matter === undefined) return false;
    const incident = await visibleIncident(ports.records, person, matter);
    return !isRefusal(incident) && (incident.origin?.startsWith(`sensor:${id}:`) ?? false);
  }
  return [
    forWho('see-matters', {
      method: 'get',
      path: '/readings/:sensor',
      tag: 'sensing',
      summary: 'The course of one sensor in [from, to), of the own part or behind an incident in scope',
      query: wire.trendQuery,
      answer: wire.trend,
      async handle({ pack, person, params, query }) {
        const sensor = params['sensor'] ?? '';
        if (!(await maySeeSensor(pack, person, sensor, query.incident)))
          return refuse('unknown', 'no-sensor-in-scope', 'sensor');
        return ports.trend(pack.id, sensor, query.from, query.to);
      },
    }),
  ];
}
