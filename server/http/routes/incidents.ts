import { may } from '#shared/access/may.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/http.ts';
import type { Ledger, LedgerEntry, Records, FigureTotals } from '../../ports.ts';
import type { IncidentQueries } from '../../storage/record/incident-queries.ts';
import { countedOf } from '../../queries/figures.ts';
import { forWho, type Route } from '../route.ts';
import { forWall } from '../../queries/for-wall.ts';
import { visibleIncident } from '../../queries/visible.ts';

/** Lists of incidents, and one incident with its history. */
export function incidentRoutes(ports: {
  records: Records;
  ledger: Pick<Ledger, 'readSubject'>;
  incidents: IncidentQueries;
  totals: Pick<FigureTotals, 'freshen'>;
}): Route[] {
  const { records, ledger, incidents } = ports;

  return [
    forWho('see-matters', {
      method: 'get',
      path: '/incidents',
      tag: 'incidents',
      summary: 'Incidents in scope, newest first, by filters or behind a figure',
      query: wire.incidentQuery,
      answer: wire.incidentList,
      async handle({ pack, person, query }) {
        const { family, procedure, figure } = query;
        // Figures and full counts are of the totals' rows, which follow a moment later.
        if (figure !== undefined || query.count === 'full' || query.agent !== undefined) {
          const behind = await ports.totals.freshen(pack.id);
          if (behind) return behind;
        }
        const isNamed = family !== undefined || procedure !== undefined;
        const counted = isNamed ? countedOf(pack, { family: family ?? 'all', procedure }) : null;
        return incidents.list(person, query, counted);
      },
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/incidents/:id',
      tag: 'incidents',
      summary: 'An incident with every ledger entry about it',
      answer: wire.incidentDetail,
      async handle({ pack, person, params }) {
        const incident = await visibleIncident(records, person, params['id']);
        if (isRefusal(incident)) return incident;
        const entries = await ledger.readSubject(pack.id, incident.id);
        if (may(person, 'see-names')) return { incident, entries: entries.map(asWire) };
        const bare = forWall(incident, entries.map(ofIncident));
        // Who brought a history in is a name as well.
        return { ...bare, entries: bare.entries.map(({ imported: _, ...one }) => asWire(one)) };
      },
    }),
  ];
}

/** An entry about an incident holds a fact about one. */
function ofIncident(entry: LedgerEntry): LedgerEntry & { fact: IncidentFact } {
  return { ...entry, fact: entry.fact as IncidentFact };
}

function asWire({ seq, at, subject, version, by, fact, hash, imported }: LedgerEntry): unknown {
  return { seq, at, subject, version, by, fact, hash, ...(imported && { imported }) };
}
