import { expect, it } from 'vitest';
import type { ListedItem } from '#shared/procedure/listed.ts';
import {
  functionRows,
  functionTotals,
  shownFunctions,
  stateOf,
} from '../../../client/apps/supervise/functions.ts';

const item = (id: string, more: Partial<ListedItem> = {}): ListedItem => ({
  id,
  list: 'function',
  name: { zh: `事项${id}`, en: id },
  unit: 'social',
  area: { zh: '社会救助', en: 'Aid' },
  ...more,
});
const handed = (id: string, until: string, ...bodies: string[]): ListedItem =>
  item(id, { bodies, from: '2025-01-01', until });
const today = '2026-11-30';

it.each([
  [item('a'), 'kept'],
  [item('a', { bodies: ['b'] }), 'handed'],
  [handed('a', '2027-06-30', 'b'), 'handed'],
  [handed('a', '2027-01-30', 'b'), 'handed'],
  [handed('a', '2027-01-29', 'b'), 'ending'],
  [handed('a', '2026-11-30', 'b'), 'ending'],
  [handed('a', '2026-11-29', 'b'), 'ended'],
] as const)('the term of a function: %j is %s', (one, state) => {
  expect(stateOf(one, today)).toBe(state);
});

it('a body that carries two functions is one body; its tasks count for what it carries, late ones first', () => {
  const listed = [
    item('kept'),
    handed('ship', '2027-06-30', 'society-1'),
    handed('meals', '2026-12-31', 'body-1', 'body-2'),
    handed('care', '2027-06-30', 'body-1'),
    item('own', { list: 'community-function' }),
    item('fine', { list: 'power' }),
  ];
  const task = (lead: string | null, overdue = false) => ({ lead, overdue, procedure: 'handed-task' });
  const tasks = [
    task('society-1', true),
    task('body-2'),
    task(null),
    { ...task('body-1'), procedure: 'order' },
  ];
  const rows = functionRows(listed, tasks, today);
  expect(functionTotals(rows)).toEqual({ all: 4, handed: 3, kept: 1, ending: 1, community: 1, bodies: 3 });
  const ids = (filter: Parameters<typeof shownFunctions>[1], word = ''): string[] =>
    shownFunctions(rows, filter, word).map((row) => `${row.item.id} ${row.open}/${row.late}`);
  expect(ids('handed')).toEqual(['ship 1/1', 'meals 1/0', 'care 0/0']);
  expect([ids('ending'), ids('kept'), ids('community'), ids('all', 'CARE')]).toEqual([
    ['meals 1/0'],
    ['kept 0/0'],
    ['own 0/0'],
    ['care 0/0'],
  ]);
});
