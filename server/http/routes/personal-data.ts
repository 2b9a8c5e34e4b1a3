import type { Person } from '#shared/access/person.ts';
import { isOpen } from '#shared/incident/columns.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { isPhoneOf } from '#shared/kernel/sign-mask.ts';
import { placeWords } from '#shared/report/place.ts';
import * as wire from '#shared/wire/personal-data.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { Records } from '../../ports.ts';
import type { PublicStore } from '../../storage/public/public-store.ts';
import { findByCode } from '../../queries/find-by-code.ts';
import { publicName } from '../../queries/public-desk.ts';
import type { openLimits } from '../limits.ts';
import { forAnyone, forWho, type Asked, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';
import { plainPhone } from '../../storage/public/lost-store.ts';
import { visibleIncident } from '../../queries/visible.ts';

interface Ports {
  records: Pick<Records, 'incident'>;
  reports: PublicStore;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
  now: () => number;
}
type By = Parameters<Trail>[2];

/**
 * Erasing and correcting how a reporter can be reached (Personal Information Protection Law, articles 15, 46 and 47): by whoever holds
 * the tracking code, or by an administrator of the whole jurisdiction for who asks in another way. What happened stays in the record.
 */
export function personalDataRoutes(ports: Ports): Route[] {
  return [...ownRoutes(ports), ...officerRoutes(ports)];
}

function ownRoutes(ports: Ports): Route[] {
  const common = { method: 'post', tag: 'public', guards: ports.limits.publicCode } as const;
  return [
    forAnyone({
      ...common,
      path: '/public/erasures',
      summary: 'Erases the name and telephone number of the own matter; again changes nothing',
      body: wire.ownErasure,
      answer: wire.contactChange,
      async handle(asked) {
        const incident = await findByCode(ports, asked.pack, asked.body.code);
        return isRefusal(incident)
          ? incident
          : change(ports, asked, { by: incident.reporter, incident: incident.id, contact: null });
      },
    }),
    forAnyone({
      ...common,
      path: '/public/corrections',
      summary: 'Replaces the name and telephone number of the own matter; an empty one is erased',
      body: wire.ownCorrection,
      answer: wire.contactChange,
      async handle(asked) {
        const { code, ...contact } = asked.body;
        const { phones } = asked.pack.pack.identity;
        if (contact.phone && !isPhoneOf(phones, contact.phone))
          return refuse('invalid', 'phone-not-of-form', { form: phones?.[0] ?? '' }, 'phone');
        const incident = await findByCode(ports, asked.pack, code);
        return isRefusal(incident)
          ? incident
          : change(ports, asked, { by: incident.reporter, incident: incident.id, contact });
      },
    }),
  ];
}

function officerRoutes(ports: Ports): Route[] {
  const common = { method: 'post', tag: 'incidents' } as const;
  return [
    forWho('mend-personal-data', {
      ...common,
      path: '/personal-data/search',
      summary:
        'Matters with a telephone number or of a number, and whether a contact is kept; each search is in the audit',
      body: wire.personalDataQuery,
      answer: wire.personalDataFound,
      handle: (asked) => search(ports, asked, asked.body.q),
    }),
    forWho('mend-personal-data', {
      ...common,
      path: '/incidents/:id/reporter/erasures',
      summary: 'Erases how the reporter of a matter can be reached, at the reporter’s wish',
      body: wire.officerErasure,
      answer: wire.contactChange,
      handle: (asked) => byOfficer(ports, asked, null),
    }),
    forWho('mend-personal-data', {
      ...common,
      path: '/incidents/:id/reporter/corrections',
      summary: 'Replaces how the reporter of a matter can be reached; an empty part is erased',
      body: wire.officerCorrection,
      answer: wire.contactChange,
      handle: (asked) => byOfficer(ports, asked, asked.body),
    }),
  ];
}

const mostFound = 50;
/** Telephone numbers have 5 to 15 figures (E.164); numbers of matters have a code, a date and a serial, which are more. */
const isPhone = (q: string): boolean => /^\+?[0-9 -]+$/u.test(q) && /^[0-9]{5,15}$/u.test(plainPhone(q));

/** The audit has its line before anything is found; it tells the number of a matter, and of a telephone that one was asked for. */
async function search(
  { records, reports, trail }: Ports,
  { pack, person, req }: Pick<Asked<unknown, unknown>, 'req'> & { person: Person; pack: LoadedPack },
  q: string,
): Promise<wire.PersonalDataFound | Refusal> {
  if (person.grids.length > 0) return refuse('forbidden', 'personal-data-wide');
  const byPhone = isPhone(q);
  await trail(req, pack.id, person, 'personal-data-sought', byPhone ? {} : { about: q });
  const kept = await reports.kept(pack.id, { incident: q, phone: byPhone ? q : '' }, mostFound);
  const matters = await Promise.all(
    kept.map(async ({ incident, at, ...rest }) => {
      const found = await records.incident(pack.id, incident);
      if (!found) return [];
      const cells = found.grids.slice(0, 2).flatMap((grid) => pack.grid.byId.get(grid)?.name ?? []);
      return [
        {
          number: incident,
          item: publicName(pack, found.item),
          place: placeWords(cells),
          reportedAt: at,
          isOpen: isOpen(found),
          ...rest,
        },
      ];
    }),
  );
  return { matters: matters.flat(), most: mostFound };
}

async function byOfficer(
  ports: Ports,
  asked: Asked<unknown, unknown> & { person: Person },
  contact: wire.Contact | null,
): Promise<wire.ContactChange | Refusal> {
  const { person } = asked;
  if (person.grids.length > 0) return refuse('forbidden', 'personal-data-wide');
  const incident = await visibleIncident(ports.records, person, asked.params['id']);
  if (isRefusal(incident)) return incident;
  return change(ports, asked, { by: person, incident: incident.id, contact });
}

/** The audit has its line before anything is gone; it tells that, and never what. */
async function change(
  { reports, trail, now }: Ports,
  { pack, req }: Pick<Asked<unknown, unknown>, 'req'> & { pack: Pick<LoadedPack, 'id'> },
  { by, incident, contact }: { by: By; incident: string; contact: wire.Contact | null },
): Promise<wire.ContactChange> {
  const act = contact ? 'personal-data-corrected' : 'personal-data-erased';
  await trail(req, pack.id, by, act, { about: incident });
  await reports.changeContact(pack.id, incident, contact, now());
  return { kept: contact !== null && (contact.name !== '' || contact.phone !== '') };
}
