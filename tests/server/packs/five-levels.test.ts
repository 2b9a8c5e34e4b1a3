import { expect, it } from 'vitest';
import { chainTo } from '#shared/grid/chain.ts';
import { listsBegun, mostPerDay } from '#shared/duty/list.ts';
import { gridLevels, type GridLevel } from '#shared/grid/levels.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { dutyItem, issuedList } from '#shared/pack/duty.ts';
import { responsibilityRule } from '#shared/pack/responsibility.ts';
import type { Staff } from '#shared/pack/schema.ts';
import { sixRow } from '#shared/pack/six.ts';
import { makeMatrix } from '#shared/responsibility/matrix.ts';
import { sixOf } from '#shared/responsibility/six.ts';
import { groundOf } from '../../../server/packs/ground.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import { suggestMembers } from '../../../server/queries/suggest-members.ts';
import { calendar, item, monday9 } from '../../support/incident-world.ts';
import { leveledPack } from '../../support/leveled-county.ts';

/** What a county states by level, and what goes up and down its levels, with five of them. */
const levels = 5;
const pack = leveledPack(levels);
const narrow = must(narrowCells(pack.grid)[7], 'a cell');
const chain = chainTo(pack.grid, narrow.id);
const ids = chain.map(({ id }) => id);
const words = { zh: '一', en: 'One' };

/** The same county with somebody of a post in every grid of the chain. */
function withPost(post: Staff['post']): LoadedPack {
  const staff = ids.map((grid): Staff => ({ id: `${post}-${grid}`, name: grid, post, grid, phone: '1' }));
  return { ...pack, pack: { ...pack.pack, staff }, staffOf: (at) => staff.filter(({ grid }) => grid === at) };
}

it('六定 is what is fixed for each level, the narrowest first', () => {
  const rows = gridLevels.slice(0, levels).map((level) =>
    sixRow.parse({
      ...{ id: `s${level}`, level, post: 'grid-head', duty: { zh: `${level}`, en: `${level}` } },
      ...{ standard: words, schedule: words, reward: words },
    }),
  );
  const heads = withPost('grid-head');
  const told = sixOf(rows, chain, heads.staffOf);
  expect(told.map(({ grid, level, duty, people }) => [grid, level, duty.zh, people[0]?.name])).toEqual(
    chain.toReversed().map(({ id, level }) => [id, level, `${level}`, id]),
  );
});

it('a task list of any level is issued in each grid of it, and bounded by their number', () => {
  const of = (level: GridLevel) =>
    issuedList.parse({ post: 'grid-member', kind: 'patrol', rhythm: 'daily', level, item: item.id });
  for (const level of gridLevels.slice(0, levels)) {
    const begun = listsBegun({ lists: [of(level)] }, pack.grid, calendar, monday9 - dayMs, monday9);
    expect(begun.map(({ cell }) => cell.level)).toEqual(Array.from({ length: 2 ** level }, () => level));
  }
  const cellsOf = (level: number): number => pack.grid.levels[level - 1]?.length ?? 0;
  expect(mostPerDay({ lists: [of(4), of(5)] }, cellsOf)).toBe(16 + 32);
  const parsed = dutyItem.safeParse({
    ...{ id: 'd', name: words, post: 'grid-member', kind: 'patrol', rhythm: 'daily', levels: [4, 5] },
    standard: words,
  });
  expect(parsed.success).toBe(true);
});

it('who answers is stated level by level, and what stands behind five grids is a dedicated one', () => {
  const rule = (id: string, area: object, unit: string) =>
    responsibilityRule.parse({ id, items: 'all', area, unit, role: 'co', why: words });
  const rules = [
    rule('fourth', { level: 4 }, 'city'),
    rule('fifth', { level: 5 }, 'water'),
    rule('sixth', { level: 6 }, 'centre'),
    rule('school', { grid: 'school-1' }, 'town'),
  ];
  const matrix = makeMatrix(rules, [item], pack.pack.units, [], levels);
  const ask = (grids: string[]): string[] =>
    matrix.responsibleUnits(grids, item.id).map(({ rule: one }) => one.id);
  expect(ask(ids)).toEqual(['fifth', 'fourth']);
  expect(ask(ids.slice(0, 4))).toEqual(['fourth']);
  // A dedicated grid is no sixth level.
  expect(ask([...ids, 'school-1'])).toEqual(['school', 'fifth', 'fourth']);
});

it('a lapsed clock goes up through the supervisors of every level, the innermost first', () => {
  const ladder = groundOf(withPost('supervisor')).ladder({ grids: ids, tasks: [] } as unknown as Incident);
  const supervisors = ladder.filter(({ level }) => level === 'supervisor');
  expect(supervisors.map(({ to }) => to?.name)).toEqual(ids.toReversed());
});

it('people of the narrowest grid are sent first, then those of each wider one', () => {
  const place = narrow.centre;
  const members = withPost('grid-member');
  // All in one place: the level alone tells them apart.
  const seen = new Map(ids.map((grid) => [`grid-member-${grid}`, { ...place, at: monday9 }]));
  const told = suggestMembers(
    members,
    { grids: ids, place },
    { seen: seen as never, loads: new Map(), now: monday9 },
    'zh',
  );
  expect(told.map(({ name }) => name)).toEqual(ids.toReversed());
  const scores = told.map(({ score }) => score);
  expect(new Set(scores).size).toBe(levels);
});
