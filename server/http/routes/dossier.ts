import { readSeal, sealOf, sealText } from '#shared/dossier/seal.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import * as wire from '#shared/wire/dossier.ts';
import type { Ledger, Proofs, Records } from '../../ports.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';
import { seenEarlier, type EarlierPorts } from '../../queries/earlier.ts';
import { visibleIncident } from '../../queries/visible.ts';

type DossierPorts = EarlierPorts & {
  records: Pick<Records, 'incident'>;
  ledger: Pick<Ledger, 'readSubject'>;
  proofs: Pick<Proofs, 'subject'>;
  trail: Trail;
  now: () => number;
};

function paperRoutes(ports: DossierPorts): Route[] {
  const { records, ledger, proofs, trail, now } = ports;
  return [
    forWho('read-dossier', {
      method: 'get',
      path: '/incidents/:id/dossier',
      tag: 'incidents',
      summary: 'All that the printed page of an incident tells, with its seal',
      answer: wire.dossier,
      async handle({ pack, person, params, req }) {
        const incident = await visibleIncident(records, person, params['id']);
        if (isRefusal(incident)) return incident;
        await trail(req, pack.id, person, 'exported', { about: incident.id, detail: 'dossier' });
        const { links, bad, anchor } = await proofs.subject(pack.id, incident.id);
        const entries = await ledger.readSubject(pack.id, incident.id);
        return {
          at: now(),
          incident,
          bad,
          anchor,
          // An entry that came between the two reads is not in the seal and not on the page.
          entries: entries.slice(0, links.length).map(({ jurisdiction: _, ...entry }) => entry),
          grids: incident.grids.flatMap((id) => {
            const cell = pack.grid.byId.get(id);
            return cell ? [{ id, name: cell.name, level: cell.level }] : [];
          }),
          seal: must(sealOf(pack.id, incident.id, links), `entries of ${incident.id}`),
        };
      },
    }),
    forWho('read-dossier', {
      method: 'get',
      path: '/incidents/:id/earlier',
      tag: 'incidents',
      summary: 'What could have been seen before it was reported: readings of sensors and reports near it',
      answer: wire.earlier,
      async handle({ pack, person, params }): Promise<wire.Earlier | Refusal> {
        const incident = await visibleIncident(records, person, params['id']);
        return isRefusal(incident) ? incident : seenEarlier(ports, pack, person, incident);
      },
    }),
  ];
}

function sealRoutes(ports: DossierPorts): Route[] {
  const { records, proofs, now } = ports;
  return [
    forWho('read-dossier', {
      method: 'post',
      path: '/ledger/seals',
      tag: 'ledger',
      summary: 'Whether the ledger still says what a printed dossier was sealed with',
      body: wire.sealBody,
      answer: wire.sealVerdict,
      async handle({ pack, person, body }) {
        const seal = readSeal(body.seal);
        if (!seal) return refuse('invalid', 'no-seal', 'body.seal');
        if (seal.jurisdiction !== pack.id)
          return refuse('invalid', 'seal-of-other', { jurisdiction: seal.jurisdiction }, 'body.seal');
        const incident = await visibleIncident(records, person, seal.subject);
        if (isRefusal(incident)) return incident;
        const { links, bad } = await proofs.subject(pack.id, incident.id);
        const sealed = links.filter(({ seq }) => seq <= seal.last);
        const again = sealOf(pack.id, incident.id, sealed);
        const holds = again !== null && sealText(again) === sealText(seal);
        return {
          at: now(),
          subject: incident.id,
          bad,
          later: links.length - sealed.length,
          verdict: bad !== null ? 'broken' : holds ? 'holds' : 'differs',
        };
      },
    }),
  ];
}

/** The dossier of an incident, and the seal on its paper held against the ledger. */
export function dossierRoutes(ports: DossierPorts): Route[] {
  return [...paperRoutes(ports), ...sealRoutes(ports)];
}
