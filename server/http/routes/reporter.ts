import { may } from '#shared/access/may.ts';
import { ownTask } from '#shared/incident/hindrance.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/public.ts';
import type { Records } from '../../ports.ts';
import type { PublicStore } from '../../storage/public/public-store.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';
import { visibleIncident } from '../../queries/visible.ts';

/** How a reporter can be reached: for duty officers and the unit that handles the matter, and for nobody else. */
export function reporterRoutes(ports: {
  records: Pick<Records, 'incident'>;
  reports: PublicStore;
  trail: Trail;
  now: () => number;
}): Route[] {
  const { records, reports, trail, now } = ports;
  return [
    forWho('see-contacts', {
      method: 'get',
      path: '/incidents/:id/reporter',
      tag: 'incidents',
      summary: 'Name and telephone number of who reported on the public page or called; each look is kept',
      answer: wire.reporterContact,
      async handle({ pack, person, params, req }) {
        const incident = await visibleIncident(records, person, params['id']);
        if (isRefusal(incident)) return incident;
        if (!may(person, 'see-any-contact') && !ownTask(incident, person))
          return refuse('forbidden', 'own-unit-without-task', 'id');
        const contact = await reports.contact(pack.id, incident.id, person, now());
        if (contact) await trail(req, pack.id, person, 'contact-read', { about: incident.id });
        return contact ?? refuse('unknown', 'no-number-left', 'id');
      },
    }),
  ];
}
