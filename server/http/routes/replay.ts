import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/replay.ts';
import type { Replay } from '../../replay/replay.ts';
import { throughScope } from '../../queries/through-scope.ts';
import type { MomentQueries } from '../../storage/replay/moment-queries.ts';
import { forWho, type Route } from '../route.ts';

/** The past: boards at any instant, the density of a time bar, and where to look next. */
export function replayRoutes({ replay, moments }: { replay: Replay; moments: MomentQueries }): Route[] {
  return [
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
