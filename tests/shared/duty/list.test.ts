import { describe, expect, it } from 'vitest';
import { itemsOn, listsBegun, mostPerDay, parseOrigin } from '#shared/duty/list.ts';
import type { DutyItem, IssuedList, Rhythm } from '#shared/pack/duty.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { testPack } from '../../support/county.ts';
import { calendar, monday9 } from '../../support/incident-world.ts';

const two = { zh: '一', en: 'One' };
const item = (id: string, rhythm: Rhythm): DutyItem => ({
  id,
  rhythm,
  name: two,
  standard: two,
  post: 'grid-member',
  kind: 'patrol',
  levels: [3],
});
const list = (rhythm: Rhythm): IssuedList => ({
  post: 'grid-member',
  kind: 'patrol',
  rhythm,
  level: 3,
  item: 'duty-patrol',
});
const items = [item('a', 'daily'), item('b', 'weekly'), item('c', 'monthly')];
const idsOn = (lists: IssuedList[], rhythm: Rhythm) =>
  itemsOn(items, { lists }, list(rhythm)).map(({ id }) => id);

describe('what is on a list', () => {
  it('is each item once, on the finest list that comes round often enough', () => {
    expect(idsOn([list('weekly'), list('monthly')], 'weekly')).toEqual(['a', 'b']);
    expect(idsOn([list('weekly'), list('monthly')], 'monthly')).toEqual(['c']);
    expect(idsOn([list('monthly')], 'monthly')).toEqual(['a', 'b', 'c']);
  });
});

describe('lists that begin', () => {
  const { grid } = testPack();

  it('are those of running periods that began since, once for every grid', () => {
    const policy = { lists: [list('weekly')] };
    const begun = listsBegun(policy, grid, calendar, monday9 - 30 * dayMs, monday9);
    expect(begun.map(({ cell }) => cell.id)).toEqual(['w-1-1', 'e-1-1']);
    expect(listsBegun(policy, grid, calendar, begun[0]?.period.begin ?? 0, monday9)).toEqual([]);
  });

  it('say by their origin which list they are', () => {
    const [first] = listsBegun({ lists: [list('weekly')] }, grid, calendar, 0, monday9);
    expect(parseOrigin(first?.origin)).toMatchObject({
      grid: 'w-1-1',
      post: 'grid-member',
      kind: 'patrol',
      rhythm: 'weekly',
    });
    expect(parseOrigin('sensor:LJ-0417:level-high')).toBe(null);
    expect(parseOrigin('duty:w:king:patrol:weekly:2026-11-23')).toBe(null);
  });

  it('are bounded by what the busiest day can begin', () => {
    expect(mostPerDay({ lists: [list('weekly'), list('daily')] }, () => 269)).toBe(54 + 269);
  });
});
