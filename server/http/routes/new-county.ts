import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/new-county.ts';
import type { AccessRoom } from '../../access/access.ts';
import { admitFirst } from '../../access/first-admin.ts';
import type { Counties } from '../../packs/brought.ts';
import { lookAtNew } from '../../starter/look.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';
import { keepCounty } from './counties.ts';

const tag = 'configuration';
export interface NewCountyPorts {
  counties: Counties;
  access: Pick<AccessRoom, 'people'>;
  now: () => number;
}

/** A county out of what was filled in on screens: looked at as often as one likes, then made and opened, with the codes of who comes in first. */
export function newCountyRoutes({ trail, ...ports }: NewCountyPorts & { trail: Trail }): Route[] {
  const mayNot = (person: Person): Refusal | null =>
    seesAll(person) ? null : refuse('forbidden', 'pack-outside-part', 'pack');
  return [
    forWho('configure', {
      method: 'post',
      path: '/configuration/counties/new/look',
      tag,
      sheet: true,
      summary:
        'Looks at a county that is being set up: every fault by the step and field that mends it; keeps nothing',
      body: wire.newCountyDraft,
      answer: wire.newCountyLook,
      handle: async ({ person, body }) => mayNot(person) ?? lookNew(ports, body),
    }),
    forWho('configure', {
      method: 'post',
      path: '/configuration/counties/new',
      tag,
      sheet: true,
      summary:
        'Makes a county that was set up without a fault, opens it on every server, and tells the codes of its first people once',
      body: wire.newCountyDraft,
      answer: wire.newCountyMade,
      async handle({ pack, person, body, req }) {
        const refusal = mayNot(person);
        if (refusal) return refusal;
        const isDemo = await ports.access.people.isDemo(pack.id, person.id);
        const by = { id: person.id, name: person.name, county: pack.id, demo: isDemo };
        const made = await makeNew(ports, body, by);
        if (isRefusal(made)) return made;
        await trail(req, pack.id, person, 'county-brought', { about: made.county });
        return made;
      },
    }),
  ];
}

export async function lookNew(
  { counties, now }: NewCountyPorts,
  draft: unknown,
): Promise<wire.NewCountyLook> {
  const taken = await counties.list('');
  const { faults, counts } = await lookAtNew(draft, { taken, dataDir: counties.dataDir, now: now() });
  return { faults: [...faults], counts: [...counts] };
}

/** Makes and opens it. Refused by its first fault; who made it is told in the list of counties. */
export async function makeNew(
  { counties, access, now }: NewCountyPorts,
  draft: unknown,
  by: { id: string; name: string; county: string; demo: boolean },
): Promise<wire.NewCountyMade | Refusal> {
  const taken = await counties.list('');
  const { faults, folder } = await lookAtNew(draft, { taken, dataDir: counties.dataDir, now: now() });
  const [fault] = faults;
  if (fault ?? !folder)
    return refuse('invalid', 'not-as-asked', { what: fault?.reason ?? '' }, fault?.field ?? 'body');
  const brought = { by: by.id, byName: by.name, byCounty: by.county, at: now() };
  const kept = await keepCounty(counties, folder, brought);
  if (isRefusal(kept)) return kept;
  const first = await admitFirst(access.people, kept.id, now(), { id: by.id, demo: by.demo });
  return isRefusal(first) ? first : { county: kept.id, first };
}
