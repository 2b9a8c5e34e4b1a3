import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/responsibility.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { Records } from '../../ports.ts';
import type { NearbyQueries } from '../../storage/record/nearby-queries.ts';
import { duplicatesOf, repeatsOf } from '../../queries/find-duplicates.ts';
import { openPointCard } from '../../queries/point-card.ts';
import { forWho, type Route } from '../route.ts';
import { suggestMembers, type Seen } from '../../queries/suggest-members.ts';
import { suggestUnits } from '../../queries/suggest.ts';
import { visibleIncident } from '../../queries/visible.ts';

export interface ResponsibilityPorts {
  records: Pick<Records, 'incident'>;
  nearby: NearbyQueries;
  /** Where each member of the staff was last seen. */
  positions: (jurisdiction: string) => ReadonlyMap<string, Seen>;
  now: () => number;
}

function matterRoutes({ records, nearby, positions, now }: ResponsibilityPorts): Route[] {
  return [
    forWho('see-suggestions', {
      method: 'get',
      path: '/incidents/:id/suggestions',
      tag: 'responsibility',
      summary: 'Units that could take it, best first, with the score and the reason',
      query: wire.suggestionsQuery,
      answer: wire.suggestions,
      async handle({ pack, person, params, query }) {
        const incident = await visibleIncident(records, person, params['id']);
        if (isRefusal(incident)) return incident;
        return suggestUnits(pack, incident, await nearby.unitLoads(pack.id), query.lang);
      },
    }),
    forWho('see-suggestions', {
      method: 'get',
      path: '/incidents/:id/members',
      tag: 'responsibility',
      summary: 'People of its grids who could go there, best first, with the score and the reason',
      query: wire.suggestionsQuery,
      answer: wire.memberSuggestions,
      async handle({ pack, person, params, query }) {
        const incident = await visibleIncident(records, person, params['id']);
        if (isRefusal(incident)) return incident;
        const loads = await nearby.gridLoads(pack.id, incident.grids[0] ?? '');
        return suggestMembers(pack, incident, { seen: positions(pack.id), loads, now: now() }, query.lang);
      },
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/incidents/:id/duplicates',
      tag: 'responsibility',
      summary: 'Open incidents that may be the same matter, with distance and likeness',
      answer: wire.duplicates,
      async handle({ pack, person, params }) {
        const incident = await visibleIncident(records, person, params['id']);
        if (isRefusal(incident)) return incident;
        // What a matter opened tells its own part of that matter, and what lies nowhere lies near nothing.
        return incident.parent || incident.placeless
          ? []
          : duplicatesOf(nearby, pack, person, comparable(incident));
      },
    }),
    repeatRoute({ records, nearby }),
    forWho('see-suggestions', {
      method: 'post',
      path: '/duplicates',
      tag: 'responsibility',
      summary: 'The same for a matter that is still being written down; changes nothing',
      body: wire.unreported,
      answer: wire.duplicates,
      handle: ({ pack, person, body }) => duplicatesOf(nearby, pack, person, { ...body, at: now() }),
    }),
  ];
}

const repeatRoute = ({ records, nearby }: Pick<ResponsibilityPorts, 'records' | 'nearby'>): Route =>
  forWho('see-matters', {
    method: 'get',
    path: '/incidents/:id/repeats',
    tag: 'responsibility',
    summary: 'Earlier matters of the same item and place in which the same was said, closed ones as well',
    answer: wire.repeats,
    async handle({ pack, person, params }) {
      const incident = await visibleIncident(records, person, params['id']);
      if (isRefusal(incident)) return incident;
      return incident.parent || incident.placeless || !pack.items.has(incident.item)
        ? []
        : repeatsOf(nearby, person, comparable(incident));
    },
  });

function placeRoutes({ nearby, now }: ResponsibilityPorts): Route[] {
  const answerPoint = openPointCard(nearby, now);
  return [
    forWho('see-suggestions', {
      method: 'post',
      path: '/suggestions',
      tag: 'responsibility',
      summary: 'Units for a matter that is still being written down; changes nothing',
      query: wire.suggestionsQuery,
      body: wire.unsent,
      answer: wire.suggestions,
      async handle({ pack, body, query }) {
        const grids = pack.grid.locate(body.place).map(({ id }) => id);
        return suggestUnits(pack, { ...body, grids }, await nearby.unitLoads(pack.id), query.lang);
      },
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/locate',
      tag: 'responsibility',
      summary: 'Who answers for a point, what is fixed for them, and what is open there',
      query: wire.locateQuery,
      answer: wire.located,
      handle: ({ pack, person, query }) => answerPoint(pack, person, query),
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/responsibility',
      tag: 'responsibility',
      summary: 'The responsibility matrix: its rules, and the areas it may be asked for',
      answer: wire.responsibility,
      handle: ({ pack }) => matrixOf(pack),
    }),
  ];
}

/** Who answers for a matter and a place, who could be sent, and what may be the same matter. */
export function responsibilityRoutes(ports: ResponsibilityPorts): Route[] {
  return [...matterRoutes(ports), ...placeRoutes(ports)];
}

function comparable({ id, item, place, title, detail, address, reportedAt }: Incident) {
  return { id, item, place, title, detail, address, at: reportedAt };
}

function matrixOf({ grid, matrix }: LoadedPack): wire.Responsibility {
  const areas = [...grid.levels[0], ...grid.levels[1]].map(({ id, name, level, parent }) => ({
    id,
    name,
    level,
    parent,
  }));
  return { areas, rules: [...matrix.rules] };
}
