import { describe, expect, it } from 'vitest';
import type { Role } from '#shared/access/may.ts';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { rateOf } from '#shared/indicator/rates.ts';
import type { SupervisedRow, UnitScore } from '#shared/wire/supervision.ts';
import {
  filtered,
  lateByGrid,
  noFilter,
  orderStep,
  sortScores,
  standingAt,
} from '../../../client/apps/supervise/tallies.ts';
import { keyed } from '../../../client/apps/supervise/keys.ts';
import { row } from '../rows.ts';

const standard = must(builtInProcedures.get('standard'), 'standard');
const listed = (more: Partial<SupervisedRow>): SupervisedRow => ({
  id: 'i',
  version: 1,
  concerns: ['overdue'],
  title: 't',
  address: '',
  procedure: 'standard',
  item: 'x',
  node: 'handling',
  nodeSince: 0,
  grids: ['w', 'w-1'],
  lead: 'city',
  rings: '111000000',
  clock: 'whole',
  dueAt: 0,
  open: true,
  suspended: false,
  overdue: true,
  returns: 0,
  reworks: 0,
  told: null,
  ...more,
});
const score = (unit: string, points: number, onTime: [number, number]): UnitScore => ({
  unit,
  points,
  gained: { count: 0, points: 0 },
  lost: { count: 0, points: 0 },
  reasons: points === 0 ? [] : [{ reason: 'late', count: 1, points }],
  onTimeClosing: rateOf(...onTime),
  onTimeHandling: rateOf(0, 0),
  rework: rateOf(0, 0),
  orders: { received: 0, answered: 0, onTime: 0, open: 0 },
  appeals: { filed: 0, granted: 0, rejected: 0, open: 0 },
});

describe('what stands where', () => {
  it('counts nodes in the order of the procedure, with the middle of an even number between the two', () => {
    const rows = [
      row({ node: 'handling', nodeSince: 0, overdue: true }),
      row({ node: 'handling', nodeSince: 600 }),
      row({ node: 'accepted', nodeSince: 900 }),
    ];
    expect(standingAt(rows, new Map([['standard', standard]]), 1_000)).toEqual([
      { procedure: 'standard', node: 'accepted', count: 1, overdue: 0, medianMs: 100, longestMs: 100 },
      { procedure: 'standard', node: 'handling', count: 2, overdue: 1, medianMs: 700, longestMs: 1_000 },
    ]);
  });

  it('lists the cells of a level that have something overdue, the worst first', () => {
    const late = { overdue: true };
    const rows = [
      row({ grids: ['a', 'a1'] }),
      row({ grids: ['b', 'b1'], ...late }),
      row({ grids: ['c'], ...late }),
      row({ grids: ['c', 'c1'], ...late }),
      row({ grids: [], ...late }),
    ];
    expect(lateByGrid(rows, 0)).toEqual([
      { grid: 'c', open: 2, overdue: 2 },
      { grid: 'b', open: 1, overdue: 1 },
    ]);
    expect(lateByGrid(rows, 1).map(({ grid }) => grid)).toEqual(['b1', 'c1']);
  });

  it('filters by every part at once', () => {
    const rows = [listed({ id: 'a' }), listed({ id: 'b', lead: 'town' }), listed({ id: 'c', grids: ['e'] })];
    const ids = (filter: Partial<typeof noFilter>): string[] =>
      filtered(rows, { ...noFilter, ...filter }).map(({ id }) => id);
    expect(ids({})).toEqual(['a', 'b', 'c']);
    expect(ids({ grid: 'w-1' })).toEqual(['a', 'b']);
    expect(ids({ grid: 'w', unit: 'town' })).toEqual(['b']);
    expect(ids({ concern: 'forced' })).toEqual([]);
  });
});

describe('who may be put under an order', () => {
  const family = (item: string) => (item === 'supervision-order' ? ('supervision' as const) : undefined);
  const step = (more: Partial<SupervisedRow>, role: Role = 'duty') =>
    orderStep(listed(more), standard, { role }, family)?.id ?? null;
  it('what is at work with somebody, by those whose step it is', () => {
    expect(step({})).toBe('supervise');
    expect(step({}, 'leader')).toBe('supervise');
    expect(step({}, 'handler')).toBe(null);
    expect(step({ node: 'closed' })).toBe(null);
    expect(step({ lead: null })).toBe(null);
    expect(step({ open: false })).toBe(null);
    expect(orderStep(listed({}), undefined, { role: 'duty' }, family)).toBe(null);
  });
});

describe('the table of units', () => {
  const rows = [score('a', -1, [9, 10]), score('b', 2, [0, 0]), score('c', 2, [1, 2])];
  const order = (...asked: [Parameters<typeof sortScores>[1], boolean]): string[] =>
    sortScores(rows, ...asked, (id) => id).map(({ unit }) => unit);
  it('sorts both ways, equals by name, and what is not known last', () => {
    expect(order('points', false)).toEqual(['a', 'b', 'c']);
    expect(order('points', true)).toEqual(['b', 'c', 'a']);
    expect(order('onTimeClosing', false)).toEqual(['c', 'a', 'b']);
    expect(order('onTimeClosing', true)).toEqual(['a', 'c', 'b']);
    rows.push(score('d', 0, [0, 0]));
    expect(order('points', false)).toEqual(['a', 'b', 'c', 'd']);
    expect(order('points', true)).toEqual(['b', 'c', 'a', 'd']);
    rows.pop();
    expect(order('unit', true)).toEqual(['c', 'b', 'a']);
  });
});

describe('the keys of steps', () => {
  it('gives no key of the page away', () => {
    const steps = [...must(builtInProcedures.get('appeal'), 'appeal').transitions];
    const keys = keyed(steps).flatMap(({ key }) => key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain('J');
  });
});
