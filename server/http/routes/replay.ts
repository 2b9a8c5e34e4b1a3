import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/replay.ts';
import type { Replay } from '../../replay/replay.ts';
import { throughScope } from '../../queries/through-scope.ts';
import type { MomentQueries } from '../../storage/replay/moment-queries.ts';
import { forWho, type Route } from '../route.ts';
import type { Trail } from '../trail.ts';

interface ReplayPorts {
  replay: Replay;
  moments: MomentQueries;
  trail: Trail;
  now: () => number;
}

function stateRoutes({ replay, trail, now }: ReplayPorts): Route[] {
  return [
    forWho('see-matters', {
      method: 'get',
      path: '/replay/film',
      tag: 'replay',
      summary: 'Channels at one instant after the other, to be kept as a file; each is a line of the audit',
      query: wire.filmQuery,
      answer: wire.film,
      async handle({ pack, person, query, req }): Promise<wire.Film | Refusal> {
        const { from, to, stepMs } = query;
        if (to < from) return refuse('invalid', 'span-ends-first', 'to');
        if ((to - from) / stepMs > wire.mostFilmed - 1)
          return refuse('too-large', 'span-too-many-steps', { most: wire.mostFilmed }, 'stepMs');
        const instants = await filmed(replay, person, query);
        if (isRefusal(instants)) return instants;
        await trail(req, pack.id, person, 'exported', { detail: `film ${from}-${to}` });
        return { from, to, by: person.name, at: now(), instants };
      },
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/replay',
      tag: 'replay',
      summary:
        'Channels as they were at an instant, of what the asker may follow now, with the ledger entry they are up to',
      query: wire.replayQuery,
      answer: wire.replayed,
      handle: ({ person, query }) => replay.at(person, query),
    }),
  ];
}

function courseRoutes({ moments }: ReplayPorts): Route[] {
  return [
    forWho('see-matters', {
      method: 'get',
      path: '/replay/density',
      tag: 'replay',
      summary: 'How much happened in [from, to), step by step, and the warnings in effect',
      query: wire.densityQuery,
      answer: wire.density,
      async handle({ pack, person, query }): Promise<wire.Density | Refusal> {
        const { from, to, stepMs, scope } = query;
        if (to <= from) return refuse('invalid', 'span-ends-first', 'to');
        if ((to - from) / stepMs > wire.mostSteps)
          return refuse('too-large', 'span-too-many-steps', { most: wire.mostSteps }, 'stepMs');
        const asked = throughScope(pack, person, scope);
        return isRefusal(asked) ? asked : moments.density(asked, { from, to, stepMs });
      },
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/replay/moments',
      tag: 'replay',
      summary: 'The next urgent incident, warning or alarm after an instant, or the last before it',
      query: wire.momentQuery,
      answer: wire.moment,
      async handle({ pack, person, query }): Promise<wire.Moment | Refusal> {
        const { at, kind, back, scope } = query;
        const asked = throughScope(pack, person, scope);
        if (isRefusal(asked)) return asked;
        return { found: await moments.moment(asked, kind, at, back === '1') };
      },
    }),
  ];
}

/** The past: boards at any instant, the density of a time bar, and where to look next. */
export function replayRoutes(ports: ReplayPorts): Route[] {
  return [...stateRoutes(ports), ...courseRoutes(ports)];
}

/** One instant after the other, so that others' looks are taken in between. */
async function filmed(
  replay: Pick<Replay, 'at'>,
  person: Person,
  { from, to, stepMs, channels, sensors }: z.infer<typeof wire.filmQuery>,
): Promise<wire.Replayed[] | Refusal> {
  const instants: wire.Replayed[] = [];
  for (let at = from; at <= to; at += stepMs) {
    const before = instants.at(-1)?.at;
    const told = await replay.at(person, {
      at,
      channels,
      sensors,
      ...(before !== undefined && { from: before }),
    });
    if (isRefusal(told)) return told;
    instants.push(told);
  }
  return instants;
}
