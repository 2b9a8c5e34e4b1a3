import { asCentre } from '#shared/access/outsiders.ts';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Person } from '#shared/access/person.ts';
import { boxAround, metresBetween } from '#shared/geo/distance.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { publicState } from '#shared/report/follow.ts';
import { knownItems, knownWithin } from '#shared/report/known.ts';
import { placeWords } from '#shared/report/place.ts';
import * as wire from '#shared/wire/public.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { Records } from '../../ports.ts';
import type { NearbyQueries } from '../../storage/record/nearby-queries.ts';
import type { openLimits } from '../limits.ts';
import { publicName } from '../../queries/public-desk.ts';
import { forAnyone, type Route } from '../route.ts';

export interface KnownPorts {
  nearby: Pick<NearbyQueries, 'near'>;
  records: Pick<Records, 'incident'>;
  limits: ReturnType<typeof openLimits>;
  /** Makes the marks by which a matter is followed that somebody else reported. */
  secret: string;
  now: () => number;
}

/** What is known already near a place, for who is about to report it again: its state, and nobody's words or name. */
export function knownRoutes({ nearby, records, limits, secret, now }: KnownPorts): Route[] {
  const told = (pack: LoadedPack, incident: Incident): wire.KnownMatter => ({
    watch: `${incident.id}.${markOf(secret, pack.id, incident.id)}`,
    number: incident.id,
    item: publicName(pack, incident.item),
    place: placeWords(incident.grids.slice(0, 2).flatMap((id) => pack.grid.byId.get(id)?.name ?? [])),
    at: { lng: rough(incident.place.lng), lat: rough(incident.place.lat) },
    reportedAt: incident.reportedAt,
    ...publicState(incident, must(pack.procedures.get(incident.procedure), incident.procedure)),
    promisedBy: incident.closedAt === undefined ? (incident.clocks['whole']?.dueAt ?? null) : null,
  });
  return [
    forAnyone({
      method: 'get',
      path: '/public/known',
      tag: 'public',
      guards: [limits.publicRead],
      summary:
        'Open matters of the same kind near a place, without words and names; none of kinds that concern persons',
      query: wire.publicKnownQuery,
      answer: wire.publicKnown,
      async handle({ pack, query: { item, lng, lat } }): Promise<wire.PublicKnown> {
        if (!knownItems.has(item) || !pack.items.has(item)) return { matters: [] };
        const place = { lng, lat };
        const rows = await nearby.near(everything(pack.id), {
          box: boxAround(place, knownWithin.metres),
          wide: pack.grid.levels[0].map(({ id }) => id),
          items: [item],
          from: now() - knownWithin.ms,
          to: now(),
        });
        const near = rows
          .map((row) => ({ id: row.id, distanceM: metresBetween(place, row.place) }))
          .filter(({ distanceM }) => distanceM <= knownWithin.metres)
          .sort((a, b) => a.distanceM - b.distanceM)
          .slice(0, knownWithin.most);
        const found = await Promise.all(near.map(({ id }) => records.incident(pack.id, id)));
        return { matters: found.flatMap((one) => (one ? [told(pack, one)] : [])) };
      },
    }),
    forAnyone({
      method: 'post',
      path: '/public/known',
      tag: 'public',
      guards: limits.publicCode,
      summary: 'How a known matter stands now, by the mark that was told with it',
      body: wire.publicWatch,
      answer: wire.knownMatter,
      async handle({ pack, body: { watch } }): Promise<wire.KnownMatter | Refusal> {
        const [id = '', mark = ''] = watch.split('.');
        const isOurs = isSame(mark, markOf(secret, pack.id, id));
        const incident = isOurs ? await records.incident(pack.id, id) : null;
        return incident ? told(pack, incident) : refuse('unknown', 'no-matter-of-code', 'watch');
      },
    }),
  ];
}

/** The house itself looks, and tells only what is open to everybody. */
const everything = (jurisdiction: string): Person => ({
  id: 'public-page',
  name: '',
  ...asCentre,
  jurisdiction,
  grids: [],
});

/** As near as a thing in the open is found again, and no nearer. */
const rough = (degrees: number): number => Math.round(degrees * 1e4) / 1e4;

const markOf = (secret: string, jurisdiction: string, id: string): string =>
  createHmac('sha256', secret)
    .update(JSON.stringify(['known', jurisdiction, id]))
    .digest('base64url')
    .slice(0, 22);

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
