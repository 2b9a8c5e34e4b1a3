import type { Role } from '#shared/access/person.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/http.ts';
import type { Ledger, LedgerEntry, Records } from '../../ports.ts';
import type { IncidentQueries } from '../../storage/incident-queries.ts';
import { forRoles, type Route } from '../route.ts';
import { suggestUnits } from '../suggest.ts';
import { visibleIncident } from '../visible.ts';

const readers: readonly Role[] = ['duty', 'leader', 'handler', 'field', 'admin', 'wall'];

/** Lists of incidents, one incident with its history, who could take it, and who answers for a place. */
export function incidentRoutes(ports: {
  records: Records;
  ledger: Pick<Ledger, 'readSubject'>;
  incidents: IncidentQueries;
}): Route[] {
  const { records, ledger, incidents } = ports;

  return [
    forRoles(readers, {
      method: 'get',
      path: '/incidents',
      tag: 'incidents',
      summary: 'Incidents in scope, newest first, by filters or behind a figure',
      query: wire.incidentQuery,
      answer: wire.incidentList,
      handle: ({ person, query }) => incidents.list(person, query),
    }),
    forRoles(readers, {
      method: 'get',
      path: '/incidents/:id',
      tag: 'incidents',
      summary: 'An incident with every ledger entry about it',
      answer: wire.incidentDetail,
      async handle({ pack, person, params }) {
        const incident = await visibleIncident(records, person, params['id']);
        if (isRefusal(incident)) return incident;
        const entries = await ledger.readSubject(pack.id, incident.id);
        return { incident, entries: entries.map(asWire) };
      },
    }),
    forRoles(['duty', 'leader', 'handler', 'admin'], {
      method: 'get',
      path: '/incidents/:id/suggestions',
      tag: 'incidents',
      summary: 'Units that could take it, best first, with the reason',
      query: wire.suggestionsQuery,
      answer: wire.suggestions,
      async handle({ pack, person, params, query }) {
        const incident = await visibleIncident(records, person, params['id']);
        if (isRefusal(incident)) return incident;
        return suggestUnits(pack, incident, await incidents.loads(pack.id), query.lang);
      },
    }),
    forRoles(readers, {
      method: 'get',
      path: '/locate',
      tag: 'incidents',
      summary: 'Who answers for a point',
      query: wire.locateQuery,
      answer: wire.located,
      async handle({ pack, person, query }): Promise<wire.Located> {
        const chain = pack.grid.locate(query);
        const innermost = chain.at(-1);
        return {
          place: query,
          grids: chain.map(({ id, name, level }) => ({ id, name, level })),
          staff: chain.toReversed().flatMap(({ id }) => pack.staffOf(id)),
          dutyPhone: pack.duty.phone,
          open: innermost ? await incidents.openIn(person, innermost.id, 20) : [],
        };
      },
    }),
  ];
}

function asWire({ seq, at, subject, version, by, fact, hash }: LedgerEntry): unknown {
  return { seq, at, subject, version, by, fact, hash };
}
