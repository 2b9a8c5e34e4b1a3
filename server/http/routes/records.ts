import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import { recordKinds } from '#shared/record/kinds.ts';
import * as wire from '#shared/wire/records.ts';
import type { Notices } from '../../access/notices.ts';
import type { Sources } from '../../access/sources.ts';
import type { WorldRecords } from '../../records/records.ts';
import type { SystemPorts } from '../../queries/systems.ts';
import type { openLimits } from '../limits.ts';
import { forSource, forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';
import { recordCoverageRoutes } from './record-coverage.ts';
import { dataSetRoutes } from './data-sets.ts';
import { recordExportRoutes } from './record-exports.ts';
import { recordPeopleRoutes } from './record-people.ts';

const tag = 'records';

type Ports = Parameters<typeof recordPeopleRoutes>[0] & {
  access: { sources: Pick<Sources, 'list'>; notices: Pick<Notices, 'store'> };
  systems: SystemPorts['systems'];
  now: () => number;
  world: WorldRecords;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
};

/** Records of the world. Each answer with anything personal in it is told in the trail before it is sent. */
export function recordRoutes(ports: Ports): Route[] {
  return [
    ...recordCoverageRoutes(ports),
    ...readRoutes(ports),
    ...writeRoutes(ports),
    ...trailRoutes(ports),
    ...recordExportRoutes(ports),
    ...recordPeopleRoutes(ports),
    ...dataSetRoutes({ ...ports, sources: ports.access.sources, notices: ports.access.notices.store }),
  ];
}

function readRoutes({ world }: Ports): Route[] {
  return [
    forWho('see-records', {
      method: 'get',
      path: '/records',
      tag,
      summary: 'Records in scope by words, numbers, addresses, kind and grid; people for a purpose alone',
      query: wire.recordsQuery,
      answer: wire.recordList,
      handle: ({ pack, person, query }) => world.search(pack, person, query),
    }),
    forWho('see-records', {
      method: 'get',
      path: '/records/kinds',
      tag,
      summary: 'Kinds of records with their fields',
      answer: wire.recordKindList,
      handle: ({ person }) => recordKinds.filter(({ id }) => world.kindsFor(person)(id)),
    }),
    forWho('see-records', {
      method: 'get',
      path: '/records/counts',
      tag,
      summary: 'How many records of each kind lie in a grid and in the grids inside it',
      query: wire.recordCountsQuery,
      answer: wire.recordCounts,
      handle: ({ pack, person, query }) => world.counts(pack, person, query.grid),
    }),
    forWho('see-records', {
      method: 'get',
      path: '/records/due',
      tag,
      summary: 'Records of a grid that are to be confirmed again, the longest ago first',
      query: wire.recordsDueQuery,
      answer: wire.recordsDue,
      handle: ({ pack, person, query }) => world.due(pack, person, query),
    }),
    forWho('see-records', {
      method: 'get',
      path: '/records/:id',
      tag,
      summary: 'A record with what it is tied to, its acts, its matters, and who looked at it',
      query: wire.recordAsked,
      answer: wire.recordDetail,
      handle: ({ pack, person, params, query }) =>
        world.detail(pack, person, params['id'] ?? '', query.purpose),
    }),
    forWho('see-records', {
      method: 'get',
      path: '/records/:id/versions',
      tag,
      summary: 'What stood in a record before each change, newest first',
      query: wire.recordAsked,
      answer: wire.recordVersions,
      handle: ({ pack, person, params, query }) =>
        world.versions(pack, person, params['id'] ?? '', query.purpose),
    }),
  ];
}

function contentRoutes({ world, limits }: Ports): Route[] {
  const idOf = (params: Readonly<Record<string, string>>): string => params['id'] ?? '';
  const guards = limits.command;
  return [
    forWho('keep-records', {
      method: 'post',
      path: '/records',
      tag,
      guards,
      summary: 'Makes a record in the own area',
      body: wire.newRecord,
      answer: wire.recordChanged,
      handle: ({ pack, person, body }) => world.add(pack, person, body),
    }),
    forWho('keep-records', {
      method: 'patch',
      path: '/records/:id',
      tag,
      guards,
      summary: 'Corrects a record, or ends it; refused when somebody else changed it since it was read',
      body: wire.recordChange,
      answer: wire.recordChanged,
      handle: ({ pack, person, params, body }) => world.correct(pack, person, idOf(params), body),
    }),
    forWho('keep-records', {
      method: 'post',
      path: '/records/:id/confirmations',
      tag,
      guards,
      summary: 'Says that a record still holds, or that somebody was there',
      body: wire.recordConfirmation,
      answer: wire.recordChanged,
      handle: ({ pack, person, params, body }) => world.confirm(pack, person, idOf(params), body),
    }),
  ];
}

function dealingRoutes({ world, limits }: Ports): Route[] {
  const idOf = (params: Readonly<Record<string, string>>): string => params['id'] ?? '';
  const guards = limits.command;
  return [
    forWho('unmask-people', {
      method: 'post',
      path: '/records/:id/unmaskings',
      tag,
      guards,
      summary: 'Shows masked fields in full, for a reason that is kept',
      body: wire.recordUnmasking,
      answer: wire.unmasked,
      handle: ({ pack, person, params, body }) => world.unmask(pack, person, idOf(params), body),
    }),
    forWho('keep-records', {
      method: 'post',
      path: '/records/:id/matters',
      tag,
      guards,
      summary: 'Ties a record to a matter that it is part of',
      body: wire.recordLink,
      answer: wire.recordLink,
      async handle({ pack, person, params, body }) {
        const done = await world.link(pack, person, idOf(params), body);
        return isRefusal(done) ? done : body;
      },
    }),
    forSource('records', {
      method: 'post',
      path: '/records/batches',
      tag,
      guards: [limits.door],
      summary: `Brings up to ${wire.mostImported} records of another register in; the same again changes nothing`,
      batch: wire.importedBatch,
      answer: wire.importAnswer,
      handle: ({ pack, source, body }) =>
        world.take(
          pack,
          { id: source.source, name: source.source },
          body,
          world.whyNotThere(pack, source.bounds?.grids),
        ),
    }),
  ];
}

function writeRoutes(ports: Ports): Route[] {
  return [...contentRoutes(ports), ...dealingRoutes(ports)];
}

function trailRoutes({ world, trail }: Ports): Route[] {
  return [
    forWho('read-record-trail', {
      method: 'get',
      path: '/record-reads',
      tag,
      summary: 'Who looked at whom, when, why and at which fields; newest first',
      query: wire.readsQuery,
      answer: wire.readList,
      async handle({ pack, person, query, req }) {
        if (person.grids.length > 0) return refuse('forbidden', 'record-trail-wide');
        // The first page is a look; those behind it are the same one.
        if (query.before === undefined) await trail(req, pack.id, person, 'audit-read', { about: 'records' });
        return world.reads(pack.id, query);
      },
    }),
  ];
}
