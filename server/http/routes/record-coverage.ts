import { matterCredit, publicCredit, recordCredit } from '#shared/wire/record-credit.ts';
import * as wire from '#shared/wire/records.ts';
import type { WorldRecords } from '../../records/records.ts';
import type { openLimits } from '../limits.ts';
import { forAnyone, forWho, type Route } from '../route.ts';

const tag = 'records';

/** What is made of records: how far they were made sure of, how grids stand against their measure, the credit of firms. */
export function recordCoverageRoutes({
  world,
  limits,
}: {
  world: Pick<WorldRecords, 'coverage' | 'split' | 'credit' | 'ofMatter' | 'publicCredit'>;
  limits: ReturnType<typeof openLimits>;
}): Route[] {
  return [
    forWho('see-records', {
      method: 'get',
      path: '/records/coverage',
      tag,
      summary:
        'How far records were made sure of, by grid and by item of the collection lists; nobody is named',
      query: wire.coverageQuery,
      answer: wire.recordCoverage,
      handle: ({ pack, person, query }) => world.coverage(pack, person, query),
    }),
    forWho('see-records', {
      method: 'get',
      path: '/records/split',
      tag,
      summary:
        'A narrow grid held against 200-300 households and 600-900 people, and how it could be divided',
      query: wire.gridSplitQuery,
      answer: wire.gridSplit,
      handle: ({ pack, person, query }) => world.split(pack, person, query),
    }),
    forWho('see-records', {
      method: 'get',
      path: '/records/:id/credit',
      tag,
      summary: 'Grade of a firm or an organisation by the published formula, each entry with its receipt',
      answer: recordCredit,
      handle: ({ pack, person, params }) => world.credit(pack, person, params['id'] ?? ''),
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/incidents/:id/credit',
      tag,
      summary:
        'Firms and organisations that a matter names: grade, and why an approval asks for more of them',
      answer: matterCredit,
      handle: ({ pack, person, params }) => world.ofMatter(pack, person, params['id'] ?? ''),
    }),
    forAnyone({
      method: 'get',
      path: '/public/credit',
      tag: 'public',
      guards: [limits.publicRead],
      summary:
        'Penalties of firms and organisations while they count, the lists, and results of random inspections',
      answer: publicCredit,
      handle: ({ pack }) => world.publicCredit(pack),
    }),
  ];
}
