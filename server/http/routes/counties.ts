import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/configuration.ts';
import { lookAtFolder, type Counties, type LookedAt } from '../../packs/brought.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

const tag = 'configuration';
/** Counties that a house holds: each costs memory and a second of every start. */
const mostCounties = 50;

/** Counties of this server, and new ones out of folders. For administrators who see all of theirs. */
export function countyRoutes({
  counties,
  trail,
  now,
}: {
  counties: Counties;
  trail: Trail;
  now: () => number;
}): Route[] {
  const mayNot = (person: Person): Refusal | null =>
    seesAll(person) ? null : refuse('forbidden', 'pack-outside-part', 'pack');
  const look = async ({
    files,
    as,
  }: {
    files: LookedAt['files'];
    as: Parameters<typeof lookAtFolder>[1]['as'];
  }) => lookAtFolder(files, { as, taken: await counties.list(), dataDir: counties.dataDir });
  return [
    forWho('configure', {
      method: 'get',
      path: '/configuration/counties',
      tag,
      summary: 'The counties of this server, and those that open at its next start',
      answer: wire.countiesTold,
      handle: ({ person }) => mayNot(person) ?? counties.list(),
    }),
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
        const { files: _, ...told } = await look(body);
        return told;
      },
    }),
    forWho('configure', {
      method: 'post',
      path: '/configuration/counties',
      tag,
      sheet: true,
      summary: 'Keeps a folder without a fault as a new county; it opens when the server starts next',
      body: wire.countyBrought,
      answer: wire.countiesTold,
      async handle({ pack, person, body, req }) {
        const refusal = mayNot(person);
        if (refusal) return refusal;
        if ((await counties.list()).length >= mostCounties)
          return refuse('too-large', 'counties-full', { most: mostCounties }, 'files');
        const { id, code, files, faults } = await look(body);
        const [fault] = faults;
        if (fault)
          return refuse(
            'invalid',
            'not-as-asked',
            { what: `${fault.file} ${fault.path}: ${fault.reason}` },
            'files',
          );
        const by = { by: person.id, byName: person.name, byCounty: pack.id };
        if (!(await counties.add({ id, code, at: now(), ...by }, files)))
          return refuse('conflict', 'county-taken', { county: id }, 'as.id');
        await trail(req, pack.id, person, 'county-brought', { about: id, detail: code });
        return counties.list();
      },
    }),
  ];
}
