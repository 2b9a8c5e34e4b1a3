import { seesAll } from '#shared/access/scope.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/foresight.ts';
import type { Foresight } from '../../foresight/foresight.ts';
import { tellForesight } from '../../queries/foresight.ts';
import { forWho, type Route } from '../route.ts';

export interface ForesightPorts {
  /** Missing: this house learns nothing. */
  foresight?: Pick<Foresight, 'of' | 'open'> | undefined;
  now: () => number;
}

/** What models on the county's own matters expect: of the jurisdiction as a whole. */
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
        seesAll(person)
          ? tellForesight(learning, pack, now())
          : refuse('forbidden', 'indicators-whole', 'scope'),
    }),
  ];
}
