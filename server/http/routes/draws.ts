import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import * as wire from '#shared/wire/draw.ts';
import { groundOf } from '../../packs/ground.ts';
import type { Ledger, LedgerEntry, Records } from '../../ports.ts';
import { forWho, type Route } from '../route.ts';
import { visibleIncident } from '../../queries/visible.ts';

/** What was drawn by lot, for everybody who may see the matter to draw it again. */
export function drawRoutes(ports: {
  records: Pick<Records, 'incident'>;
  ledger: Pick<Ledger, 'read' | 'readSubject'>;
}): Route[] {
  const { records, ledger } = ports;
  return [
    forWho('see-draws', {
      method: 'get',
      path: '/incidents/:id/pool',
      tag: 'incidents',
      summary:
        'The pool that a draw of the incident was from, as it is now, and the hash its seed comes from',
      query: wire.poolQuery,
      answer: wire.drawPool,
      async handle({ pack, person, params, query }) {
        const incident = await visibleIncident(records, person, params['id']);
        if (isRefusal(incident)) return incident;
        const entries = await ledger.readSubject(pack.id, incident.id);
        const entry = entries.find((one) => hasDrawn(one, query.from));
        if (!entry) return refuse('unknown', 'not-drawn-here', { list: query.from }, 'from');
        const [before] = await ledger.read(pack.id, entry.seq - 2, 1);
        const item = must(pack.items.get(incident.item), incident.item);
        return {
          pool: groundOf(pack)
            .pool(query.from, item)
            .map(({ id, weight }) => ({ id, weight })),
          before: must(before, 'the entry before a draw').hash,
        };
      },
    }),
  ];
}

function hasDrawn({ fact }: LedgerEntry, from: string): boolean {
  return (
    fact.kind === 'advanced' &&
    fact.changes.some((change) => change.kind === 'drawn' && change.draw.from === from)
  );
}
