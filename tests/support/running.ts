import { chainColumns } from '#shared/grid/levels.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { Indicator } from '#shared/pack/indicator.ts';
import type { IndicatorMatter } from '../../server/storage/figures/indicator-matters.ts';

/** A running indicator of a test, in order up to five. */
export const runningIndicator = (id: string, formula: string): Indicator => ({
  ...{ id, formula, name: { zh: id, en: id }, domain: 'water', measure: '', decimals: 1 },
  ...{ better: 'none', owner: 'city', cadence: 'live', version: 1, bounds: { high: 5 } },
});

/** A matter that was reported at an instant and is open. */
export const indicatorMatter = (id: string, reportedAt: number): IndicatorMatter => ({
  ...{ id, reportedAt, procedure: 'standard', child: false, node: 'handling', item: 'manhole' },
  ...{ source: 'patrol', ...chainColumns(['w']), acceptedAt: reportedAt, filedAt: reportedAt },
  ...{ dispatchedAt: reportedAt, signedAt: null, closedAt: null, evaluatedAt: null },
  ...{ dueAt: reportedAt + hourMs, owedAt: null, reworks: 0, extensions: 0, supervised: false },
  ...{ rating: null, ratedOwn: false, grassRoots: null, overdue: false, open: true },
});
