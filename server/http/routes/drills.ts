import { may } from '#shared/access/may.ts';
import { givenCommand } from '#shared/incident/command.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/drill.ts';
import { commandAnswer, incidentDetail } from '#shared/wire/http.ts';
import type { DrillsOfHouse } from '../../drill/drills.ts';
import type { openLimits } from '../limits.ts';
import { forWall } from '../../queries/for-wall.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

/** Drills: opened, joined, answered, ended. Nothing that is done here reaches the record. */
export function drillRoutes(ports: DrillRoutePorts): Route[] {
  return [...openingRoutes(ports), ...seatRoutes(ports)];
}

interface DrillRoutePorts {
  drills: DrillsOfHouse;
  trail: Trail;
  limits: ReturnType<typeof openLimits>;
}
const tag = 'drills';

function openingRoutes({ drills, trail, limits }: DrillRoutePorts): Route[] {
  return [
    forWho('open-desk', {
      method: 'get',
      path: '/drills',
      tag,
      summary: 'Drills of the county, newest first',
      answer: wire.drillList,
      handle: ({ pack, person }) => drills.list(pack, person),
    }),
    forWho('run-drills', {
      method: 'post',
      path: '/drills',
      tag,
      summary: 'Opens a drill: a past span, or what a plan is about; each is a line of the audit',
      body: wire.askedDrill,
      answer: wire.drillHead,
      guards: limits.command,
      async handle({ pack, person, body, req }) {
        const head = await drills.open(pack, person, body);
        if (!isRefusal(head)) await trail(req, pack.id, person, 'ran-drill', { detail: head.id });
        return head;
      },
    }),
    forWho('join-drills', {
      method: 'get',
      path: '/drills/:id',
      tag,
      summary: 'The sheet of a drill: each matter, who took and dispatched it, when, and what that is worth',
      answer: wire.drillSheet,
      handle: ({ pack, person, params }) => drills.sheet(pack, person, params['id'] ?? ''),
    }),
  ];
}

/** What a seat in a drill asks and says. */
function seatRoutes({ drills, limits }: DrillRoutePorts): Route[] {
  return [
    forWho('join-drills', {
      method: 'get',
      path: '/drills/:id/state',
      tag,
      summary: 'Channels of a running drill now, by its clock',
      query: wire.drillQuery,
      answer: wire.drillState,
      handle: ({ person, params, query }) => drills.state(person, params['id'] ?? '', query),
    }),
    forWho('join-drills', {
      method: 'get',
      path: '/drills/:id/incidents/:incident',
      tag,
      summary: 'A matter of a drill with every entry about it',
      answer: incidentDetail,
      async handle({ person, params }) {
        const found = await drills.incident(person, params['id'] ?? '', params['incident'] ?? '');
        if (isRefusal(found)) return found;
        // The jurisdiction of an entry is that of the address.
        const bare = ({ jurisdiction: _, ...entry }: (typeof found.entries)[number]) => entry;
        if (may(person, 'see-names')) return { ...found, entries: found.entries.map(bare) };
        const facts = found.entries.map((entry) => ({ ...entry, fact: entry.fact as IncidentFact }));
        const shown = forWall(found.incident, facts);
        return { ...shown, entries: shown.entries.map(bare) };
      },
    }),
    forWho('join-drills', {
      method: 'post',
      path: '/drills/:id/commands',
      tag,
      summary:
        'An answer in a drill: reports, takes a step, remarks, speaks; only the drill hears it, and files are named, not sent',
      body: givenCommand,
      answer: commandAnswer,
      idempotent: true,
      guards: limits.command,
      handle: ({ person, params, body, key }) => drills.act(person, params['id'] ?? '', key, body),
    }),
    forWho('open-desk', {
      method: 'post',
      path: '/drills/:id/end',
      tag,
      summary: 'Ends a drill, and tells its sheet',
      answer: wire.drillSheet,
      handle: ({ person, params }) => drills.end(person, params['id'] ?? ''),
    }),
  ];
}
