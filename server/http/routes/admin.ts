import { z } from 'zod';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/admin.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { forRoles, type Route } from '../route.ts';

const roles = ['admin'] as const;
const tag = 'admin';

/** Who may come in: people, screens and other systems. For administrators. */
export function adminRoutes({ access }: { access: AccessRoom }): Route[] {
  return [...peopleRoutes(access), ...deviceRoutes(access), ...sourceRoutes(access)];
}

function peopleRoutes({ people }: AccessRoom): Route[] {
  return [
    forRoles(roles, {
      ...{ method: 'get', path: '/people', tag, summary: 'People who may sign in' },
      answer: z.array(wire.listedPerson),
      handle: ({ pack }) => people.list(pack.id),
    }),
    forRoles(roles, {
      ...{ method: 'post', path: '/people', tag, summary: 'Adds a person' },
      body: wire.newPerson,
      answer: wire.listedPerson,
      handle: ({ pack, body: { unit, staff, ...rest } }) =>
        misplaced(pack, { unit, staff, grids: rest.grids }) ??
        people.add(pack.id, {
          ...rest,
          ...(unit === undefined ? {} : { unit }),
          ...(staff === undefined ? {} : { staff }),
        }),
    }),
    forRoles(roles, {
      ...{ method: 'patch', path: '/people/:login', tag },
      summary: 'Sets a new password, shuts a person out or lets one in again',
      body: wire.personChange,
      answer: wire.listedPerson,
      handle({ pack, params, person, body: { password, disabled } }) {
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
      handle: ({ pack }) => devices.list(pack.id),
    }),
    forRoles(roles, {
      ...{ method: 'post', path: '/devices', tag, summary: 'A token for a new wall screen, told once' },
      body: wire.newDevice,
      answer: wire.issued,
      handle: ({ pack, body: { name, grids } }) =>
        misplaced(pack, { grids }) ?? devices.issue(pack.id, name, grids),
    }),
    forRoles(roles, {
      ...{
        method: 'delete',
        path: '/devices/:id',
        tag,
        summary: 'Revokes a screen: its next request is refused',
      },
      answer: z.void(),
      handle: async ({ pack, params }) => goneOr(await devices.revoke(pack.id, params['id'] ?? '')),
    }),
  ];
}

function sourceRoutes({ sources }: AccessRoom): Route[] {
  return [
    forRoles(roles, {
      ...{ method: 'get', path: '/sources', tag, summary: 'Other systems that may send' },
      answer: z.array(wire.listedSource),
      handle: ({ pack }) => sources.list(pack.id),
    }),
    forRoles(roles, {
      ...{ method: 'post', path: '/sources', tag, summary: 'A token for another system, told once' },
      body: wire.newSource,
      answer: wire.issued,
      handle: ({ pack, body }) => sources.issue(pack.id, body.source, body.doors),
    }),
    forRoles(roles, {
      ...{
        method: 'delete',
        path: '/sources/:id',
        tag,
        summary: 'Revokes a token: its next message is refused',
      },
      answer: z.void(),
      handle: async ({ pack, params }) => goneOr(await sources.revoke(pack.id, params['id'] ?? '')),
    }),
  ];
}

function goneOr(found: boolean): Refusal | undefined {
  return found ? undefined : refuse('unknown', 'there is no such token', 'id');
}
