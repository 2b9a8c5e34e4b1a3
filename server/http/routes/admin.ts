import { asSource, asWall } from '#shared/access/outsiders.ts';
import { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Person } from '#shared/access/person.ts';
import type { SourceBounds } from '#shared/access/bounds.ts';
import { whyNotGrant, whyOutside } from '#shared/access/grant.ts';
import { sources as origins } from '#shared/incident/incident.ts';
import { systemsOf } from '#shared/pack/domain.ts';
import * as wire from '#shared/wire/admin.ts';
import type { Imports } from '../../access/people-import.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { forWho, type Route } from '../route.ts';
import { grantGround, misplaced } from '../../queries/scope-of-pack.ts';
import { importRoutes } from './imports.ts';
import { peopleRoutes, type PeoplePorts } from './people.ts';

const tag = 'admin';

type TokenPorts = Pick<PeoplePorts, 'access' | 'trail'>;

/** Who and what may come in: people, screens and other systems. For administrators. */
export function adminRoutes(ports: PeoplePorts & { imports: Imports }): Route[] {
  return [
    ...[...peopleRoutes(ports), ...importRoutes(ports)],
    ...[...deviceRoutes(ports), ...sourceRoutes(ports)],
  ];
}

function deviceRoutes({ access, trail }: TokenPorts): Route[] {
  const { devices } = access;
  return [
    forWho('admit-screens', {
      method: 'get',
      path: '/devices',
      tag,
      summary: 'Wall screens',
      answer: z.array(wire.listedDevice),
      handle: async ({ pack, person }) =>
        (await devices.list(pack.id)).filter((one) => isMine(pack, person, one)),
    }),
    forWho('admit-screens', {
      method: 'post',
      path: '/devices',
      tag,
      summary: 'A token for a new wall screen, told once',
      body: wire.newDevice,
      answer: wire.issued,
      async handle({ pack, person, body: { name, grids }, req }) {
        const mayNot =
          misplaced(pack, { grids }) ?? whyNotGrant(person, { ...asWall, grids }, grantGround(pack));
        if (mayNot) return mayNot;
        const demo = await access.people.isDemo(pack.id, person.id);
        const made = await devices.issue(pack.id, name, grids, demo);
        await trail(req, pack.id, person, 'screen-issued', { about: made.id, detail: grids.join(' ') });
        return made;
      },
    }),
    forWho('admit-screens', {
      method: 'delete',
      path: '/devices/:id',
      tag,
      summary: 'Revokes a screen: its next request is refused',
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

function sourceRoutes({ access, trail }: TokenPorts): Route[] {
  const { sources } = access;
  return [
    forWho('admit-sources', {
      method: 'get',
      path: '/sources',
      tag,
      summary: 'Other systems that may send',
      answer: z.array(wire.listedSource),
      handle: async ({ pack, person }) =>
        (await sources.list(pack.id)).filter((one) => isMine(pack, person, gridsOf(one))),
    }),
    forWho('admit-sources', {
      method: 'post',
      path: '/sources',
      tag,
      summary: 'A token for another system, told once',
      body: wire.newSource,
      answer: wire.issued,
      async handle({ pack, person, body, req }) {
        const { bounds = {} } = body;
        const grids = bounds.grids ?? [];
        const mayNot =
          strangeBound(pack, bounds) ??
          whyNotGrant(person, { ...asSource, grids }, grantGround(pack)) ??
          (person.grids.length > 0 && body.doors.includes('metrics')
            ? refuse('forbidden', 'figures-not-of-area', 'doors')
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
      method: 'delete',
      path: '/sources/:id',
      tag,
      summary: 'Revokes a token: its next message is refused',
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
  const known: Record<Exclude<keyof SourceBounds, 'from' | 'until'>, (id: string) => boolean> = {
    systems: (id) => systemsOf(loaded.pack).some((one) => one.id === id),
    sensors: (id) => loaded.sensorOrdinals.has(id),
    cameras: (id) => loaded.cameraOrdinals.has(id),
    grids: (id) => loaded.grid.byId.has(id),
    origins: (id) => origins.some((one) => one === id) && id !== 'sensor' && id !== 'camera',
  };
  for (const kind of Object.keys(known) as (keyof typeof known)[]) {
    const lost = (bounds[kind] ?? []).findIndex((id) => !known[kind](id));
    if (lost !== -1) return refuse('unknown', 'unknown-thing', `bounds.${kind}.${lost}`);
  }
  return bounds.from !== undefined && bounds.until !== undefined && bounds.until <= bounds.from
    ? refuse('invalid', 'ends-before-begins', 'bounds.until')
    : null;
}

function isMine(pack: LoadedPack, person: Person, { grids }: { grids: readonly string[] }): boolean {
  return whyOutside(person, { ...asWall, grids }, grantGround(pack)) === null;
}

const noToken = refuse('unknown', 'unknown-token', 'id');
