import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Person } from '#shared/access/person.ts';
import * as wire from '#shared/wire/own-records.ts';
import { findByCode } from '../../queries/find-by-code.ts';
import type { Records } from '../../ports.ts';
import type { WorldRecords } from '../../records/records.ts';
import { plainPhone } from '../../storage/public/lost-store.ts';
import type { PublicStore } from '../../storage/public/public-store.ts';
import type { openLimits } from '../limits.ts';
import { forAnyone, forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

interface Ports {
  world: Pick<WorldRecords, 'persons'>;
  records: Pick<Records, 'incident'>;
  reports: Pick<PublicStore, 'find' | 'phoneOf'>;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
}
const wide = ({ grids }: Person): Refusal | null =>
  grids.length > 0 ? refuse('forbidden', 'personal-data-wide') : null;

function ownReads(ports: Ports): Route[] {
  const { world, limits, trail } = ports;
  const { persons } = world;
  return [
    forAnyone({
      method: 'post',
      path: '/public/record-reads',
      tag: 'public',
      guards: limits.publicCode,
      summary: 'Who looked at what is kept about the person of an own matter, when, why and at which fields',
      body: wire.ownReadsQuery,
      answer: wire.ownReads,
      async handle({ pack, body, req }) {
        const incident = await findByCode(ports, pack, body.code);
        if (isRefusal(incident)) return incident;
        const phone = await ports.reports.phoneOf(pack.id, incident.id);
        const found = await persons.rowsOf(pack, body);
        const mine = found.filter((row) => {
          const kept = persons.phoneOf(pack, row);
          return phone !== null && kept !== null && plainPhone(kept) === plainPhone(phone);
        });
        // Whether nobody has this number, or somebody with another telephone, is not told.
        if (mine.length === 0) return refuse('unknown', 'own-reads-none', 'identity');
        await trail(req, pack.id, incident.reporter, 'own-reads-shown', { about: mine[0]?.id ?? '' });
        return persons.readsOf(pack, mine);
      },
    }),
  ];
}

function mendingRoutes(ports: Ports): Route[] {
  const { world, limits, trail } = ports;
  const { persons } = world;
  const tag = 'records';
  return [
    forWho('mend-personal-data', {
      method: 'post',
      path: '/record-people/search',
      tag,
      guards: limits.command,
      summary:
        'Records of the person with this name and identity number: who looked, what would go and what the law keeps',
      body: wire.personQuery,
      answer: wire.personFound,
      async handle({ pack, person, body, req }) {
        const fault = wide(person);
        if (fault) return fault;
        const found = await persons.find(pack, body);
        await trail(req, pack.id, person, 'own-reads-shown', { about: found.people[0]?.id ?? '—' });
        return found;
      },
    }),
    forWho('mend-personal-data', {
      method: 'post',
      path: '/record-people/:id/erasures',
      tag,
      guards: limits.command,
      summary: 'Erases a person at the person’s wish in every record, but for what the law keeps',
      body: wire.personErasure,
      answer: wire.personErased,
      async handle({ pack, person, params, body, req }) {
        const fault = wide(person);
        if (fault) return fault;
        await trail(req, pack.id, person, 'personal-data-erased', { about: params['id'] ?? '' });
        return persons.erase(pack, person, params['id'] ?? '', body);
      },
    }),
    forWho('mend-personal-data', {
      method: 'post',
      path: '/record-people/:id/corrections',
      tag,
      guards: limits.command,
      summary: 'Corrects a person at the person’s wish in every record that tells of them',
      body: wire.personCorrection,
      answer: wire.personCorrected,
      async handle({ pack, person, params, body, req }) {
        const fault = wide(person);
        if (fault) return fault;
        await trail(req, pack.id, person, 'personal-data-corrected', { about: params['id'] ?? '' });
        return persons.mend(pack, person, params['id'] ?? '', body);
      },
    }),
  ];
}

/**
 * What people ask of what is kept about them (Personal Information Protection Law, articles 44-47 and 50): at the public page by the
 * code of an own matter with name, identity number and the same telephone; through the data officer by a paper. The audit has its
 * line before anything is told or changed.
 */
export function recordPeopleRoutes(ports: Ports): Route[] {
  return [...ownReads(ports), ...mendingRoutes(ports)];
}
