import { may } from '#shared/access/may.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/data-sets.ts';
import type { Sources } from '../../access/sources.ts';
import { listSystems, type SystemPorts } from '../../queries/systems.ts';
import type { WorldRecords } from '../../records/records.ts';
import type { openLimits } from '../limits.ts';
import { forSource, forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

const tag = 'data';
interface Ports extends SystemPorts {
  world: Pick<WorldRecords, 'data'>;
  sources: Pick<Sources, 'list'>;
  limits: ReturnType<typeof openLimits>;
  trail: Trail;
}

/** The catalogue of data: what is kept, who asked for it, who uses it how often. */
export function dataSetRoutes(ports: Ports): Route[] {
  const { data } = ports.world;
  return [
    forWho('see-records', {
      method: 'get',
      path: '/data-sets',
      tag,
      summary:
        'Sets of data with owner, fields, rhythm and last change, who uses them, and other systems that are let in',
      answer: wire.dataCatalogue,
      async handle({ pack, person }) {
        const [sets, requests, listed] = await Promise.all([
          data.sets(pack),
          data.requests(pack, null),
          ports.sources.list(pack.id),
        ]);
        return {
          sets,
          requests,
          systems: await listSystems(ports, pack, listed),
          mayDecide: may(person, 'allow-exports') && person.grids.length === 0,
        };
      },
    }),
    forWho('allow-exports', {
      method: 'post',
      path: '/data-requests/:id/decisions',
      tag,
      guards: ports.limits.command,
      summary: 'Grants a system a set of data with a quota, refuses it, or takes a grant back',
      body: wire.dataDecision,
      answer: wire.dataRequest,
      async handle({ pack, person, params, body, req }) {
        const made = await data.decide(pack, person, params['id'] ?? '', body);
        if (!isRefusal(made))
          await ports.trail(req, pack.id, person, body.granted ? 'data-granted' : 'data-refused', {
            about: made.id,
            detail: `${made.set} ${made.system} ${made.perDay}`,
          });
        return made;
      },
    }),
    ...systemRoutes(ports),
  ];
}

function systemRoutes({ world: { data }, limits, now }: Ports): Route[] {
  const guards = [limits.door];
  return [
    forSource('signs', {
      method: 'post',
      path: '/signs',
      tag,
      guards,
      summary:
        'Says that a system is there though it has nothing to bring: its rhythm in the register is kept',
      answer: wire.signTaken,
      handle: () => ({ at: now() }),
    }),
    forSource('data', {
      method: 'get',
      path: '/data/catalogue',
      tag,
      guards,
      summary: 'Sets of data that may be asked for, with their fields',
      answer: wire.dataSets,
      handle: async ({ pack }) => ({ sets: await data.sets(pack) }),
    }),
    forSource('data', {
      method: 'get',
      path: '/data/requests',
      tag,
      guards,
      summary: 'What this system asked for, what became of it, and its calls',
      answer: wire.dataRequests,
      handle: async ({ pack, source }) => ({ requests: await data.requests(pack, source.source) }),
    }),
    forSource('data', {
      method: 'post',
      path: '/data/requests',
      tag,
      guards,
      summary: 'Asks for a set: open fields of it, so many calls a day, and what for',
      body: wire.newDataRequest,
      answer: wire.dataRequest,
      handle: ({ pack, source, body }) => data.ask(pack, source, body),
    }),
    forSource('data', {
      method: 'get',
      path: '/data/sets/:id/rows',
      tag,
      guards,
      summary:
        'Records of a set in a narrow grid, the fields that were granted; each call counts against the quota of the day',
      query: wire.dataRowsQuery,
      answer: wire.dataRows,
      handle: ({ pack, source, params, query }) => data.rows(pack, source, params['id'] ?? '', query),
    }),
  ];
}
