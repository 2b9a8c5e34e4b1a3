import { seesAll } from '#shared/access/scope.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/foresight.ts';
import type { Foresight } from '../../foresight/foresight.ts';
import { tellForesight, tellLikelyLate } from '../../queries/foresight.ts';
import { forWho, type Route } from '../route.ts';

export interface ForesightPorts {
  /** Missing: this house learns nothing. */
  foresight?: Pick<Foresight, 'of' | 'open'> | undefined;
  now: () => number;
}

/** What models on the county's own matters expect of the part of it that somebody sees. */
export function foresightRoutes({ foresight, now }: ForesightPorts): Route[] {
  const learning = foresight ?? { of: () => null, open: () => Promise.resolve([]) };
  return [
    forWho('see-figures', {
      method: 'get',
      path: '/foresight',
      tag: 'supervision',
      summary:
        'Matters likely to be late, expected matters by hour and grid, hot spots and patrol gaps, each with how well its model does',
      answer: wire.foresight,
      handle: ({ pack, person }) =>
        seesAll(person) || person.grids.length > 0
          ? tellForesight(learning, pack, person, now())
          : refuse('forbidden', 'indicators-whole', 'scope'),
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/foresight/late',
      tag: 'supervision',
      summary:
        'Open matters in sight that are likely to be closed too late, with their probability and its basis',
      answer: wire.likelyLate,
      handle: ({ pack, person }) => tellLikelyLate(learning, pack, person, now()),
    }),
  ];
}
