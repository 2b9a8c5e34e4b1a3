import { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Person } from '#shared/access/person.ts';
import type { SourceBounds } from '#shared/access/bounds.ts';
import type { AuditAct } from '#shared/audit/act.ts';
import { whyNotGrant, whyOutside } from '#shared/access/grant.ts';
import { sources as origins } from '#shared/incident/incident.ts';
import { systems } from '#shared/pack/schema.ts';
import * as wire from '#shared/wire/admin.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { forWho, type Route } from '../route.ts';
import { grantGround } from '../../queries/scope-of-pack.ts';
import type { Trail } from '../trail.ts';

const tag = 'admin';

interface AdminPorts {
  access: AccessRoom;
  trail: Trail;
}

/** Who may come in: people, screens and other systems. For administrators. */
export function adminRoutes(ports: AdminPorts): Route[] {
  return [...peopleRoutes(ports), ...deviceRoutes(ports), ...sourceRoutes(ports)];
}

function peopleRoutes({ access, trail }: AdminPorts): Route[] {
  const { people } = access;
  return [
    forWho('keep-people', {
      ...{ method: 'get', path: '/people', tag, summary: 'People who may sign in' },
      answer: z.array(wire.listedPerson),
      handle: async ({ pack, person }) =>
        (await people.list(pack.id)).filter((one) => !whyOutside(person, one, grantGround(pack))),
    }),
    forWho('keep-people', {
      ...{ method: 'post', path: '/people', tag, summary: 'Adds a person' },
      body: wire.newPerson,
      answer: wire.listedPerson,
      async handle({ pack, person, body: { unit, staff, ...rest }, req }) {
        const mayNot =
          misplaced(pack, { unit, staff, grids: rest.grids }) ??
          whyNotGrant(person, { unit, staff, ...rest }, grantGround(pack));
        if (mayNot) return mayNot;
        const ties = { ...(unit === undefined ? {} : { unit }), ...(staff === undefined ? {} : { staff }) };
        // Whom somebody of a demo lets in leaves with the demo.
        const demo = await people.isDemo(pack.id, person.id);
        const added = await people.add(pack.id, { ...rest, ...ties }, { id: person.id, demo });
        if (isRefusal(added)) return added;
        const detail = [rest.role, unit ?? '', rest.grids.join(' ')].join(' ').trim();
        await trail(req, pack.id, person, 'person-added', { about: rest.login, detail });
        return added;
      },
    }),
    forWho('keep-people', {
      ...{ method: 'patch', path: '/people/:login', tag },
      summary: 'Sets a new password, shuts a person out or lets one in again',
      body: wire.personChange,
      answer: wire.listedPerson,
      async handle({ pack, params, person, body: { password, disabled, factor }, req }) {
        const one = await people.named(pack.id, params['login'] ?? '');
        // Who lies outside of the own area is as if not there.
        if (!one || whyOutside(person, one, grantGround(pack)))
          return refuse('unknown', 'nobody has this login', 'login');
        const mayNot = whyNotGrant(person, one, grantGround(pack));
        if (mayNot) return mayNot;
        if (disabled === true && one.id === person.id)
          return refuse('forbidden', 'nobody shuts oneself out', 'disabled');
        const changed = await people.change(pack.id, one.login, {
          ...(password === undefined ? {} : { password }),
          ...(disabled === undefined ? {} : { disabled }),
        });
        if (isRefusal(changed)) return changed;
        if (factor === null) await access.factor.remove(pack.id, one.id);
        // Whoever had the old password, or no right to be here, is out at once.
        if (password !== undefined || disabled === true || factor === null)
          await access.seating.endAll(pack.id, one.id, null);
        const told = (act: AuditAct): Promise<void> => trail(req, pack.id, person, act, { about: one.login });
        if (password !== undefined) await told('password-reset');
        if (factor === null) await told('factor-removed');
        if (disabled !== undefined) await told(disabled ? 'person-shut-out' : 'person-let-in');
        return factor === null ? { ...changed, hasFactor: false } : changed;
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

function deviceRoutes({ access, trail }: AdminPorts): Route[] {
  const { devices } = access;
  return [
    forWho('admit-screens', {
      ...{ method: 'get', path: '/devices', tag, summary: 'Wall screens' },
      answer: z.array(wire.listedDevice),
      handle: async ({ pack, person }) =>
        (await devices.list(pack.id)).filter((one) => isMine(pack, person, one)),
    }),
    forWho('admit-screens', {
      ...{ method: 'post', path: '/devices', tag, summary: 'A token for a new wall screen, told once' },
      body: wire.newDevice,
      answer: wire.issued,
      async handle({ pack, person, body: { name, grids }, req }) {
        const mayNot =
          misplaced(pack, { grids }) ?? whyNotGrant(person, { role: 'wall', grids }, grantGround(pack));
        if (mayNot) return mayNot;
        const demo = await access.people.isDemo(pack.id, person.id);
        const made = await devices.issue(pack.id, name, grids, demo);
        await trail(req, pack.id, person, 'screen-issued', { about: made.id, detail: grids.join(' ') });
        return made;
      },
    }),
    forWho('admit-screens', {
      ...{
        method: 'delete',
        path: '/devices/:id',
        tag,
        summary: 'Revokes a screen: its next request is refused',
      },
      answer: z.void(),
      async handle({ pack, person, params: { id = '' }, req }) {
        const one = (await devices.list(pack.id)).find((listed) => listed.id === id);
        if (!one || !isMine(pack, person, one) || !(await devices.revoke(pack.id, id))) return noToken;
        await access.seating.tell(pack.id, id);
        return trail(req, pack.id, person, 'screen-revoked', { about: id });
      },
    }),
  ];
}

function sourceRoutes({ access, trail }: AdminPorts): Route[] {
  const { sources } = access;
  return [
    forWho('admit-sources', {
      ...{ method: 'get', path: '/sources', tag, summary: 'Other systems that may send' },
      answer: z.array(wire.listedSource),
      handle: async ({ pack, person }) =>
        (await sources.list(pack.id)).filter((one) => isMine(pack, person, gridsOf(one))),
    }),
    forWho('admit-sources', {
      ...{ method: 'post', path: '/sources', tag, summary: 'A token for another system, told once' },
      body: wire.newSource,
      answer: wire.issued,
      async handle({ pack, person, body, req }) {
        const { bounds = {} } = body;
        const grids = bounds.grids ?? [];
        const mayNot =
          strangeBound(pack, bounds) ??
          whyNotGrant(person, { role: 'source', grids }, grantGround(pack)) ??
          (person.grids.length > 0 && body.doors.includes('metrics')
            ? refuse('forbidden', 'the figures of the house are not of your area', 'doors')
            : null);
        if (mayNot) return mayNot;
        const demo = await access.people.isDemo(pack.id, person.id);
        const isReporter = body.doors.includes('reports');
        const told = isReporter && !bounds.origins ? { ...bounds, origins: ['hotline'] } : bounds;
        const bound = Object.keys(told).length > 0 ? told : null;
        const made = await sources.issue(pack.id, body.source, body.doors, bound, demo);
        if (isRefusal(made)) return made;
        const detail = `${body.source}: ${body.doors.join(' ')}`;
        await trail(req, pack.id, person, 'source-issued', { about: made.id, detail });
        return made;
      },
    }),
    forWho('admit-sources', {
      ...{
        method: 'delete',
        path: '/sources/:id',
        tag,
        summary: 'Revokes a token: its next message is refused',
      },
      answer: z.void(),
      async handle({ pack, person, params: { id = '' }, req }) {
        const one = (await sources.list(pack.id)).find((listed) => listed.id === id);
        if (!one || !isMine(pack, person, gridsOf(one)) || !(await sources.revoke(pack.id, id)))
          return noToken;
        await access.seating.tell(pack.id, id);
        return trail(req, pack.id, person, 'source-revoked', { about: id });
      },
    }),
  ];
}

const gridsOf = ({ bounds }: { bounds: SourceBounds | null }) => ({ grids: bounds?.grids ?? [] });

/** The first thing that bounds name and the pack does not know: it would be a door that nobody meant to shut. */
function strangeBound(loaded: LoadedPack, bounds: SourceBounds): Refusal | null {
  const known: Record<keyof SourceBounds, (id: string) => boolean> = {
    systems: (id) => systems.some((one) => one === id),
    sensors: (id) => loaded.sensorOrdinals.has(id),
    cameras: (id) => loaded.cameraOrdinals.has(id),
    grids: (id) => loaded.grid.byId.has(id),
    origins: (id) => origins.some((one) => one === id) && id !== 'sensor' && id !== 'camera',
  };
  for (const kind of Object.keys(known) as (keyof SourceBounds)[]) {
    const lost = (bounds[kind] ?? []).findIndex((id) => !known[kind](id));
    if (lost !== -1) return refuse('unknown', 'there is no such thing here', `bounds.${kind}.${lost}`);
  }
  return null;
}

function isMine(pack: LoadedPack, person: Person, { grids }: { grids: readonly string[] }): boolean {
  return whyOutside(person, { role: 'wall', grids }, grantGround(pack)) === null;
}

const noToken = refuse('unknown', 'there is no such token', 'id');
