import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { DutyItem, IssuedList, Rhythm } from '#shared/pack/duty.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { testPack } from './county.ts';
import { item } from './incident-world.ts';

const dutyItemOf = (id: string, days: number): CatalogueItem => ({
  ...item,
  id,
  procedure: 'duty-list',
  domain: 'party-and-people',
  limits: { handling: { amount: days, unit: 'calendar-day' }, whole: { amount: days, unit: 'calendar-day' } },
});
const list = (level: IssuedList['level'], rhythm: Rhythm): IssuedList => ({
  post: 'grid-member',
  kind: 'patrol',
  rhythm,
  level,
  item: `duty-${rhythm}`,
});
const task = (id: string, rhythm: Rhythm): DutyItem => ({
  id,
  rhythm,
  post: 'grid-member',
  kind: 'patrol',
  levels: [1, 2],
  name: { zh: `巡查${id}`, en: id },
  standard: { zh: '看过', en: 'seen' },
});

/** The toy county with weekly lists for its two villages and monthly ones for its two towns. */
export function dutyPack(): LoadedPack {
  const pack = testPack();
  const items = [dutyItemOf('duty-weekly', 7), dutyItemOf('duty-monthly', 28)];
  return {
    ...pack,
    pack: {
      ...pack.pack,
      policy: { ...pack.pack.policy, duties: { perDay: 4, lists: [list(2, 'weekly'), list(1, 'monthly')] } },
      duties: [task('shops', 'daily'), task('rivers', 'weekly'), task('works', 'monthly')],
    },
    items: new Map([...pack.items, ...items.map((one) => [one.id, one] as const)]),
  };
}
