import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/configuration.ts';
import type { AccessRoom } from '../../access/access.ts';
import { admitFirst } from '../../access/first-admin.ts';
import { lookAtFolder, type Counties, type LookedAt } from '../../packs/brought.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

const tag = 'configuration';
/** Counties that a house holds: each costs memory and a second of every start. */
export const mostCounties = 50;

interface CountyPorts {
  counties: Counties;
  access: Pick<AccessRoom, 'people'>;
  trail: Trail;
  now: () => number;
}

const mayNot = (person: Person): Refusal | null =>
  seesAll(person) ? null : refuse('forbidden', 'pack-outside-part', 'pack');

/** Counties of this server, and new ones out of folders. For administrators who see all of theirs. */
export function countyRoutes(ports: CountyPorts): Route[] {
  const { counties } = ports;
  return [
    forWho('configure', {
      method: 'get',
      path: '/configuration/counties',
      tag,
      summary: 'The counties of this server: open, looked at only, archived, or kept closed and why',
      answer: wire.countiesTold,
      handle: async ({ pack, person }) => mayNot(person) ?? counties.list(pack.id),
    }),
    ...bringRoutes(ports),
    ...restRoutes(ports),
  ];
}

/** Looked at, and kept if nothing is wrong: the names of the county, or why not. */
async function look(
  counties: Counties,
  { files, as }: { files: LookedAt['files']; as: Parameters<typeof lookAtFolder>[1]['as'] },
): Promise<LookedAt> {
  return lookAtFolder(files, { as, taken: await counties.list(''), dataDir: counties.dataDir });
}

function bringRoutes({ counties, trail, now }: CountyPorts): Route[] {
  return [
    forWho('configure', {
      method: 'post',
      path: '/configuration/counties/look',
      tag,
      sheet: true,
      summary:
        'Looks at a folder as the start of the server would: every fault by file, place and reason; keeps nothing',
      body: wire.countyBrought,
      answer: wire.countyLook,
      async handle({ person, body }): Promise<wire.CountyLook | Refusal> {
        const refusal = mayNot(person);
        if (refusal) return refusal;
        const { files: _, ...told } = await look(counties, body);
        return told;
      },
    }),
    forWho('configure', {
      method: 'post',
      path: '/configuration/counties',
      tag,
      sheet: true,
      summary: 'Keeps a folder without a fault as a new county and opens it, on every server of this house',
      body: wire.countyBrought,
      answer: wire.countiesTold,
      async handle({ pack, person, body, req }) {
        const refusal = mayNot(person);
        if (refusal) return refusal;
        const by = { by: person.id, byName: person.name, byCounty: pack.id };
        const kept = await keepCounty(counties, await look(counties, body), { ...by, at: now() });
        if (isRefusal(kept)) return kept;
        await trail(req, pack.id, person, 'county-brought', { about: kept.id, detail: kept.code });
        return counties.list(pack.id);
      },
    }),
  ];
}

/** Keeps what was looked at as a county of its own and opens it. */
export async function keepCounty(
  counties: Counties,
  { id, code, files, faults }: LookedAt,
  by: { by: string; byName: string; byCounty: string; at: number },
): Promise<{ id: string; code: string } | Refusal> {
  const [fault] = faults;
  if (fault)
    return refuse(
      'invalid',
      'not-as-asked',
      { what: `${fault.file} ${fault.path}: ${fault.reason}` },
      'files',
    );
  if ((await counties.list('')).length >= mostCounties)
    return refuse('too-large', 'counties-full', { most: mostCounties }, 'files');
  if (!(await counties.add({ id, code, ...by }, files)))
    return refuse('conflict', 'county-taken', { county: id }, 'as.id');
  return { id, code };
}

/** A county that rests is looked at only, then closed; nothing of it goes, and it comes back. */
function restRoutes({ counties, access, trail, now }: CountyPorts): Route[] {
  const find = async (person: Person, asker: string, id: string): Promise<wire.CountyTold | Refusal> => {
    const refusal = mayNot(person);
    if (refusal) return refusal;
    const found = (await counties.list(asker)).find((one) => one.id === id);
    if (!found) return refuse('unknown', 'county-unknown', { county: id }, 'county');
    return found.yours ? found : refuse('forbidden', 'county-not-yours', 'county');
  };
  return [
    forWho('configure', {
      method: 'post',
      path: '/configuration/counties/:county/state',
      tag,
      summary:
        'Lets a county rest (looked at only, or archived) or opens it again: at once, on every server, the others untouched',
      body: wire.countyState,
      answer: wire.countiesTold,
      async handle({ pack, person, params, body: { state, why }, req }) {
        const found = await find(person, pack.id, params['county'] ?? '');
        if (isRefusal(found)) return found;
        const others = (await counties.list('')).filter(({ id, open }) => open && id !== found.id);
        if (state === 'archived' && others.length === 0) return refuse('not-now', 'county-last', 'state');
        const by = { by: person.id, byName: person.name, byCounty: pack.id };
        await counties.rest(found.id, state === 'open' ? null : { state, why, at: now(), ...by });
        await trail(req, pack.id, person, 'county-state', {
          about: found.id,
          detail: `${state}: ${why}`.slice(0, 300),
        });
        return counties.list(found.id === pack.id && state === 'archived' ? '' : pack.id);
      },
    }),
    forWho('configure', {
      method: 'post',
      path: '/configuration/counties/:county/first',
      tag,
      summary:
        'One-time codes of the first administrator and auditor of a county in which nobody has a password yet, told once',
      answer: wire.firstOfCounty,
      async handle({ pack, person, params, req }) {
        const found = await find(person, pack.id, params['county'] ?? '');
        if (isRefusal(found)) return found;
        const isDemo = await access.people.isDemo(pack.id, person.id);
        const first = await admitFirst(access.people, found.id, now(), { id: person.id, demo: isDemo });
        if (isRefusal(first)) return first;
        await trail(req, pack.id, person, 'code-issued', { about: found.id, detail: 'admin, auditor' });
        return first;
      },
    }),
  ];
}
