import { describe, expect, it } from 'vitest';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { groupOf, groupQueue, neighbour, soonFrom } from '../../../client/apps/desk/queue.ts';
import { boardRow, t0 } from './rows.ts';

const procedures = new Map([[standardProcedure.id, standardProcedure]]);
const duty = { id: 'd1', name: '值班长', role: 'duty' } as const;
const handler = { id: 'h1', name: '经办', role: 'handler', unit: 'unit-a' } as const;
const minute = 60_000;

describe('the queue of a duty officer', () => {
  const group = (over: Parameters<typeof boardRow>[0]) => groupOf(boardRow(over), duty, procedures, t0);

  it('puts what waits for the centre into its own group', () => {
    expect(group({ id: '1', queue: 'accept' })).toBe('accept');
    expect(group({ id: '2', queue: 'dispatch' })).toBe('dispatch');
    expect(group({ id: '3', queue: 'check' })).toBe('check');
  });

  it('asks to decide before it warns of a deadline', () => {
    expect(group({ id: '1', asks: ['extension'], overdue: true })).toBe('decide');
  });

  it('counts a stage as nearly over in its last fifth, and never later than its last 30 minutes', () => {
    const long = boardRow({ id: '1', nodeSince: t0, stageDueAt: t0 + 1000 * minute });
    expect(soonFrom(long)).toBe(t0 + 800 * minute);
    const short = boardRow({ id: '2', nodeSince: t0, stageDueAt: t0 + 100 * minute });
    expect(soonFrom(short)).toBe(t0 + 70 * minute);
    expect(groupOf(long, duty, procedures, t0 + 799 * minute)).toBe('under-way');
    expect(groupOf(long, duty, procedures, t0 + 800 * minute)).toBe('late');
  });

  it('lists an overdue one as late and a suspended one as waiting', () => {
    expect(group({ id: '1', overdue: true })).toBe('late');
    expect(group({ id: '2', suspended: true, overdue: true })).toBe('waiting');
  });

  it('orders groups by what presses and rows by urgency, then deadline', () => {
    const rows = [
      boardRow({ id: 'w' }),
      boardRow({ id: 'late', queue: 'accept', stageDueAt: t0 + 9 * minute }),
      boardRow({ id: 'soon', queue: 'accept', stageDueAt: t0 + 3 * minute }),
      boardRow({ id: 'urgent', queue: 'accept', stageDueAt: t0 + 30 * minute, urgent: true }),
      // However near its deadline, a device stands below every person who waits, unless it is urgent.
      boardRow({ id: 'device', queue: 'accept', stageDueAt: t0 + minute, source: 'sensor' }),
      boardRow({ id: 'gone', queue: 'done' }),
    ];
    const groups = groupQueue(rows, duty, procedures, t0);
    expect(groups.map((g) => [g.name, g.rows.map((row) => row.id)])).toEqual([
      ['accept', ['urgent', 'soon', 'late', 'device']],
      ['under-way', ['w']],
    ]);
  });
});

describe('the queue of a handler', () => {
  const group = (over: Parameters<typeof boardRow>[0]) => groupOf(boardRow(over), handler, procedures, t0);

  it('walks with the lead task: sign, work, feed back, wait', () => {
    expect(group({ id: '1', node: 'dispatched', unsigned: ['unit-a'] })).toBe('sign');
    expect(group({ id: '2', node: 'signed' })).toBe('work');
    expect(group({ id: '3', node: 'handling' })).toBe('feed-back');
    expect(group({ id: '4', node: 'fed-back', queue: 'check' })).toBe('waiting');
  });

  it('walks with the task of a co-unit whatever the lead does', () => {
    const co = { lead: 'unit-b', co: ['unit-a'] };
    expect(group({ id: '1', node: 'handling', unsigned: ['unit-a'], ...co })).toBe('sign');
    expect(group({ id: '2', node: 'dispatched', ...co })).toBe('feed-back');
    expect(group({ id: '3', node: 'handling', fedBack: ['unit-a'], ...co })).toBe('waiting');
  });

  it('shows nothing of other units', () => {
    expect(group({ id: '1', lead: 'unit-b' })).toBeNull();
  });
});

describe('moving and searching', () => {
  const groups = groupQueue(
    [boardRow({ id: 'a', queue: 'accept' }), boardRow({ id: 'b', queue: 'dispatch' }), boardRow({ id: 'c' })],
    duty,
    procedures,
    t0,
  );

  it('moves across groups and stops at the ends', () => {
    expect(neighbour(groups, null, 1)).toBe('a');
    expect(neighbour(groups, 'a', 1)).toBe('b');
    expect(neighbour(groups, 'c', 1)).toBe('c');
    expect(neighbour(groups, 'a', -1)).toBe('a');
    // What has taken the place of a row that is gone is the next one.
    expect(neighbour(groups, 'gone', 1, 1)).toBe('b');
    expect(neighbour(groups, 'gone', -1, 1)).toBe('a');
    expect(neighbour(groups, 'gone', 1, 3)).toBe('c');
    expect(neighbour([], 'a', 1)).toBeNull();
  });
});
