import { inEvery } from '#shared/kernel/localized.ts';
import type { Person } from '#shared/access/person.ts';
import type { AuditAct } from '#shared/audit/act.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/people.ts';
import { z } from 'zod';
import type { AccessRoom } from '../../access/access.ts';
import type { Imports } from '../../access/people-import.ts';
import type { Audit } from '../../audit/audit.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { areaIn } from '../../queries/scope-of-pack.ts';
import { mine } from './own-people.ts';
import type { PeopleAsked } from '../../storage/access/people-store.ts';
import type { openLimits } from '../limits.ts';
import { forWho, type Route } from '../route.ts';
import { codeRoutes } from './first-codes.ts';
import { peopleChangeRoutes } from './people-changes.ts';
import type { Trail } from '../trail.ts';

const tag = 'people';
const everybody = { sort: 'login', down: false, offset: 0, limit: 1_000_000 } as const;
/** What administrators do with accounts. Where and when somebody signed in is told to auditors alone. */
const historyActs: AuditAct[] = [
  ...(['person-added', 'person-changed', 'person-shut-out', 'person-let-in', 'password-reset'] as const),
  ...(['factor-removed', 'code-issued', 'first-sign-in', 'deputy-named', 'deputy-ended'] as const),
];

export interface PeoplePorts {
  access: AccessRoom;
  audit: Pick<Audit, 'find'>;
  imports: Pick<Imports, 'store'>;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
  now: () => number;
}

/** Accounts of people: found, made, changed, let in by one-time codes. */
export function peopleRoutes(ports: PeoplePorts): Route[] {
  return [
    ...foundRoutes(ports),
    ...historyRoutes(ports),
    ...groundRoutes(ports),
    ...peopleChangeRoutes(ports),
    ...codeRoutes(ports),
  ];
}

function foundRoutes({ access, imports, trail, now }: PeoplePorts): Route[] {
  const asked = async (pack: LoadedPack, person: Person, query: Filter): Promise<PeopleAsked> => ({
    area: areaIn(pack, person),
    words: wordsOf(pack, query.q ?? ''),
    role: query.role,
    unit: query.unit,
    post: query.post,
    state: query.state,
    grids: query.grid === undefined ? undefined : cellsOf(pack, query.grid),
    logins: query.import === undefined ? undefined : await imports.store.logins(pack.id, query.import),
    now: now(),
  });
  return [
    forWho('keep-people', {
      method: 'get',
      path: '/people',
      tag,
      summary: 'All who may sign in, in one list',
      answer: z.array(wire.listedPerson),
      handle: async ({ pack, person }) =>
        (await access.people.list(pack.id, await asked(pack, person, {}), everybody)).rows,
    }),
    forWho('keep-people', {
      method: 'get',
      path: '/people/page',
      tag,
      summary: 'People who may sign in, found and in pages',
      query: wire.peopleQuery,
      answer: wire.peoplePage,
      handle: async ({ pack, person, query }) =>
        access.people.list(pack.id, await asked(pack, person, query), {
          sort: query.sort,
          down: query.down === '1',
          offset: query.offset,
          limit: query.limit,
        }),
    }),
    forWho('keep-people', {
      method: 'get',
      path: '/people/export',
      tag,
      summary: 'All accounts that fit, for a file',
      query: wire.peopleExportQuery,
      answer: wire.peopleExport,
      async handle({ pack, person, query, req }) {
        const { rows, total } = await access.people.list(
          pack.id,
          await asked(pack, person, query),
          everybody,
        );
        await trail(req, pack.id, person, 'exported', { about: 'people', detail: `${total} accounts` });
        return { at: now(), rows };
      },
    }),
  ];
}

function historyRoutes({ access, audit }: PeoplePorts): Route[] {
  return [
    forWho('keep-people', {
      method: 'get',
      path: '/people/:login/history',
      tag,
      summary: 'What was done with an account, newest first',
      answer: wire.personHistory,
      async handle({ pack, person, params }) {
        const one = await mine(access, pack, person, params['login']);
        if (isRefusal(one)) return one;
        const lines = await audit.find(pack.id, { acts: historyActs, about: one.login, limit: 200 });
        return lines.map(({ seq, at, act, by, detail }) => ({
          seq,
          at,
          act,
          by: by.name ?? by.id,
          ...(detail === undefined ? {} : { detail }),
        }));
      },
    }),
  ];
}

type Filter = z.output<typeof wire.peopleExportQuery>;

/** What the forms choose from: grids, and who of the jurisdiction's staff has no account. */
function groundRoutes({ access, now }: PeoplePorts): Route[] {
  async function without(pack: LoadedPack, person: Person): Promise<LoadedPack['pack']['staff']> {
    const area = areaIn(pack, person);
    const asked = { area: null, words: [], now: now() };
    const { rows } = await access.people.list(pack.id, asked, everybody);
    const taken = new Set(rows.flatMap(({ staff, id }) => [staff ?? id]));
    return pack.pack.staff.filter(({ id }) => !taken.has(id) && (area === null || area.staff.has(id)));
  }
  return [
    forWho('keep-people', {
      method: 'get',
      path: '/people/ground',
      tag,
      summary: 'What accounts can be given',
      answer: wire.peopleGround,
      handle: async ({ pack, person }) => ({
        grids: [...pack.grid.byId.values()].map(({ id, name, parent }) => ({ id, name, parent })),
        without: (await without(pack, person)).length,
        roles: (pack.pack.roles ?? []).map(({ id, name, as, sees }) => ({
          id,
          name,
          as,
          ...(sees && { sees }),
        })),
      }),
    }),
    forWho('keep-people', {
      method: 'get',
      path: '/people/roster',
      tag,
      summary: 'Members of staff who have no account yet',
      answer: wire.roster,
      handle: async ({ pack, person }) =>
        (await without(pack, person)).map(({ id, name, post, unit = null, grid = null, phone }) => ({
          staff: id,
          name,
          post,
          unit,
          grid,
          phone,
        })),
    }),
  ];
}

/** Each word with the units and grids whose names hold it. */
function wordsOf({ pack, grid }: LoadedPack, q: string): PeopleAsked['words'] {
  const holds = (word: string, ...names: string[]): boolean =>
    names.some((name) => name.toLowerCase().includes(word));
  return q
    .toLowerCase()
    .split(/\s+/u)
    .filter(Boolean)
    .map((text) => ({
      text,
      units: pack.units.flatMap(({ id, name }) => (holds(text, id, inEvery(name)) ? [id] : [])),
      grids: [...grid.byId.values()].flatMap(({ id, name }) => (holds(text, id, name) ? [id] : [])),
    }));
}

/** A grid with all that lie inside it and all that hold it. */
function cellsOf({ grid }: LoadedPack, id: string): string[] {
  const above = chainTo(grid, id).map((cell) => cell.id);
  const inside = [...grid.byId.keys()].filter((one) => chainTo(grid, one).some((cell) => cell.id === id));
  return [...new Set([...above, ...inside])];
}
