import { z } from 'zod';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Person } from '#shared/access/person.ts';
import { whyNotGrant, whyOutside } from '#shared/access/grant.ts';
import * as wire from '#shared/wire/admin.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { forRoles, type Route } from '../route.ts';
import { grantGround } from '../scope-of-pack.ts';

const roles = ['admin'] as const;
/** Auditors make auditors; `whyNotGrant` says who makes whom. */
const makers = ['admin', 'auditor'] as const;
const tag = 'admin';

/** Who may come in: people, screens and other systems. For administrators. */
export function adminRoutes({ access }: { access: AccessRoom }): Route[] {
  return [...peopleRoutes(access), ...deviceRoutes(access), ...sourceRoutes(access)];
}

function peopleRoutes({ people }: AccessRoom): Route[] {
  return [
    forRoles(makers, {
      ...{ method: 'get', path: '/people', tag, summary: 'People who may sign in' },
      answer: z.array(wire.listedPerson),
      handle: async ({ pack, person }) =>
        (await people.list(pack.id)).filter((one) => !whyOutside(person, one, grantGround(pack))),
    }),
    forRoles(makers, {
      ...{ method: 'post', path: '/people', tag, summary: 'Adds a person' },
      body: wire.newPerson,
      answer: wire.listedPerson,
      handle: ({ pack, person, body: { unit, staff, ...rest } }) =>
        misplaced(pack, { unit, staff, grids: rest.grids }) ??
        whyNotGrant(person, { unit, staff, ...rest }, grantGround(pack)) ??
        people.add(pack.id, {
          ...rest,
          ...(unit === undefined ? {} : { unit }),
          ...(staff === undefined ? {} : { staff }),
        }),
    }),
    forRoles(makers, {
      ...{ method: 'patch', path: '/people/:login', tag },
      summary: 'Sets a new password, shuts a person out or lets one in again',
      body: wire.personChange,
      answer: wire.listedPerson,
      async handle({ pack, params, person, body: { password, disabled } }) {
        const one = await people.named(pack.id, params['login'] ?? '');
        // Who lies outside of the own area is as if not there.
        if (!one || whyOutside(person, one, grantGround(pack)))
          return refuse('unknown', 'nobody has this login', 'login');
        const mayNot = whyNotGrant(person, one, grantGround(pack));
        if (mayNot) return mayNot;
        if (disabled === true && params['login'] === person.id)
          return refuse('forbidden', 'nobody shuts oneself out', 'disabled');
        return people.change(pack.id, params['login'] ?? '', {
          ...(password === undefined ? {} : { password }),
          ...(disabled === undefined ? {} : { disabled }),
        });
      },
    }),
  ];
}

/** The first thing a new person or screen is tied to that the pack does not know. */
function misplaced(
  { units, staff, grid }: LoadedPack,
  ties: { unit?: string | undefined; staff?: string | undefined; grids: string[] },
): Refusal | null {
  if (ties.unit !== undefined && !units.has(ties.unit)) return refuse('unknown', 'no such unit', 'unit');
  if (ties.staff !== undefined && !staff.has(ties.staff))
    return refuse('unknown', 'no such staff member', 'staff');
  const lost = ties.grids.findIndex((id) => !grid.byId.has(id));
  return lost === -1 ? null : refuse('unknown', 'no such grid', `grids.${lost}`);
}

function deviceRoutes({ devices }: AccessRoom): Route[] {
  return [
    forRoles(roles, {
      ...{ method: 'get', path: '/devices', tag, summary: 'Wall screens' },
      answer: z.array(wire.listedDevice),
      handle: async ({ pack, person }) =>
        (await devices.list(pack.id)).filter((one) => isMine(pack, person, one)),
    }),
    forRoles(roles, {
      ...{ method: 'post', path: '/devices', tag, summary: 'A token for a new wall screen, told once' },
      body: wire.newDevice,
      answer: wire.issued,
      handle: ({ pack, person, body: { name, grids } }) =>
        misplaced(pack, { grids }) ??
        whyNotGrant(person, { role: 'wall', grids }, grantGround(pack)) ??
        devices.issue(pack.id, name, grids),
    }),
    forRoles(roles, {
      ...{
        method: 'delete',
        path: '/devices/:id',
        tag,
        summary: 'Revokes a screen: its next request is refused',
      },
      answer: z.void(),
      async handle({ pack, person, params: { id = '' } }) {
        const one = (await devices.list(pack.id)).find((listed) => listed.id === id);
        return goneOr(!!one && isMine(pack, person, one) && (await devices.revoke(pack.id, id)));
      },
    }),
  ];
}

function sourceRoutes({ sources }: AccessRoom): Route[] {
  return [
    forRoles(roles, {
      ...{ method: 'get', path: '/sources', tag, summary: 'Other systems that may send' },
      answer: z.array(wire.listedSource),
      handle: async ({ pack, person }) =>
        (await sources.list(pack.id)).filter(() => isMine(pack, person, { grids: [] })),
    }),
    forRoles(roles, {
      ...{ method: 'post', path: '/sources', tag, summary: 'A token for another system, told once' },
      body: wire.newSource,
      answer: wire.issued,
      handle: ({ pack, person, body }) =>
        whyNotGrant(person, { role: 'source', grids: [] }, grantGround(pack)) ??
        sources.issue(pack.id, body.source, body.doors),
    }),
    forRoles(roles, {
      ...{
        method: 'delete',
        path: '/sources/:id',
        tag,
        summary: 'Revokes a token: its next message is refused',
      },
      answer: z.void(),
      async handle({ pack, person, params: { id = '' } }) {
        return goneOr(isMine(pack, person, { grids: [] }) && (await sources.revoke(pack.id, id)));
      },
    }),
  ];
}

function isMine(pack: LoadedPack, person: Person, { grids }: { grids: readonly string[] }): boolean {
  return whyOutside(person, { role: 'wall', grids }, grantGround(pack)) === null;
}

function goneOr(found: boolean): Refusal | undefined {
  return found ? undefined : refuse('unknown', 'there is no such token', 'id');
}
