import { describe, expect, it } from 'vitest';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { groupOf, groupQueue, isFolded, neighbour, soonFrom } from '../../../client/apps/desk/queue/queue.ts';
import { countLanes, laneOf, lanes, type LaneCount } from '../../../client/apps/desk/queue/lanes.ts';
import { followArrivals, noArrivals, queueLines } from '../../../client/apps/desk/queue/queue-lines.ts';
import { boardRow, t0 } from './rows.ts';

const procedures = new Map([[standardProcedure.id, standardProcedure]]);
const duty = { id: 'd1', name: '值班长', role: 'duty' } as const;
const handler = { id: 'h1', name: '经办', role: 'handler', unit: 'unit-a' } as const;
const minute = 60_000;

describe('the queue of a duty officer', () => {
  const group = (over: Parameters<typeof boardRow>[0]) => groupOf(boardRow(over), duty, procedures, t0);

  it('puts what waits for the centre into its own group', () => {
    expect(group({ id: '1', queue: 'accept', node: 'reported' })).toBe('accept');
    expect(group({ id: '2', queue: 'dispatch' })).toBe('dispatch');
    expect(group({ id: '3', queue: 'check' })).toBe('check');
  });

  it('holds apart what nobody has taken and what somebody has, in every procedure', () => {
    expect(group({ id: '1', queue: 'accept', node: 'verified' })).toBe('accept');
    expect(group({ id: '2', queue: 'accept', node: 'accepted' })).toBe('accepted');
    for (const [id, procedure] of builtInProcedures) {
      const row = boardRow({ id: 'x', procedure: id, node: procedure.start, queue: 'accept' });
      expect(groupOf(row, duty, builtInProcedures, t0), id).toBe('accept');
    }
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
      boardRow({ id: 'late', queue: 'accept', node: 'reported', stageDueAt: t0 + 9 * minute }),
      boardRow({ id: 'soon', queue: 'accept', node: 'reported', stageDueAt: t0 + 3 * minute }),
      boardRow({
        id: 'urgent',
        queue: 'accept',
        node: 'reported',
        stageDueAt: t0 + 30 * minute,
        urgent: true,
      }),
      // However near its deadline, a device stands below every person who waits, unless it is urgent.
      boardRow({
        id: 'device',
        queue: 'accept',
        node: 'reported',
        stageDueAt: t0 + minute,
        source: 'sensor',
      }),
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

  it('an order without a task is read and answered, then it asks nothing more', () => {
    const order = { lead: 'unit-b', unread: ['unit-a'], unanswered: ['unit-a'] };
    expect(group({ id: '1', ...order })).toBe('sign');
    expect(group({ id: '2', ...order, unread: [] })).toBe('feed-back');
    expect(group({ id: '3', ...order, unread: [], unanswered: [] })).toBeNull();
    expect(group({ id: '4', ...order, unread: [], unanswered: ['unit-c'] })).toBeNull();
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

describe('lanes by business', () => {
  const rows = [...builtInProcedures].flatMap(([id, { start, nodes }]) =>
    nodes.map((node) =>
      boardRow({
        id: `${id} ${node.id}`,
        procedure: id,
        node: node.id,
        queue: node.queue,
        urgent: node.id === start,
      }),
    ),
  );

  it('every matter of every procedure stands in exactly one, and their counts add up to the queue', () => {
    const counts = countLanes(rows, duty, builtInProcedures, t0);
    const queued = groupQueue(rows, duty, builtInProcedures, t0);
    const asking = queued.filter(({ name }) => !isFolded(name)).flatMap((group) => group.rows);
    const all = queued.flatMap((group) => group.rows);
    const sum = (of: (one: LaneCount) => number) => counts.reduce((total, one) => total + of(one), 0);
    expect([sum((one) => one.asking), sum((one) => one.open + one.finishing)]).toEqual([
      asking.length,
      all.length,
    ]);
    for (const { lane, asking: own } of counts)
      expect(asking.filter((row) => laneOf(row, builtInProcedures) === lane)).toHaveLength(own);
    expect(counts.map(({ lane }) => lane)).toEqual(
      lanes.filter((lane) => counts.some((one) => one.lane === lane)),
    );
  });

  it('approvals, agency and appeals do not stand among the calls', () => {
    const among = (procedure: string) => laneOf({ procedure }, builtInProcedures) === 'incident';
    expect(['approval', 'agency', 'appeal', 'order', 'duty-list', 'assistance'].filter(among)).toEqual([]);
    expect(
      ['standard', 'whistle', 'mediation', 'enterprise-call', 'unknown'].filter((id) => !among(id)),
    ).toEqual([]);
  });

  it('a quiet desk still has its lane of calls', () => {
    expect(countLanes([], duty, builtInProcedures, t0)).toEqual([
      { lane: 'incident', asking: 0, open: 0, overdue: 0, supervised: 0, finishing: 0, urgent: false },
    ]);
  });
});

describe('the lines of a queue', () => {
  const many = (n: number, over: Parameters<typeof boardRow>[0]) =>
    Array.from({ length: n }, (_, i) => boardRow({ ...over, id: `${over.id}${i}` }));
  const groups = groupQueue(
    [...many(40, { id: 'a', queue: 'accept', node: 'reported' }), ...many(9, { id: 'w' })],
    duty,
    procedures,
    t0,
  );
  const kinds = (unfolded: string[] = []) =>
    queueLines(groups, new Set(unfolded as never[])).map(({ kind, group }) => `${kind} ${group}`);

  it('hold all that asks something, and of what only waits the first ones until it is unfolded', () => {
    expect(kinds().filter((line) => line === 'row accept')).toHaveLength(40);
    expect(kinds().filter((line) => line === 'row under-way')).toHaveLength(4);
    expect(kinds().at(-1)).toBe('more under-way');
    expect(kinds(['under-way']).filter((line) => line === 'row under-way')).toHaveLength(9);
    const lines = queueLines(groups, new Set());
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
    expect(lines.at(-1)).toMatchObject({ more: 5 });
  });

  it('what comes to be taken out of sight is unseen until it stood on the screen or was taken', () => {
    const [a, b, c] = many(3, { id: 'n', queue: 'accept' });
    if (!a || !b || !c) throw new Error('three rows');
    const none = new Set<string>();
    const first = followArrivals(noArrivals, [a], none);
    expect(first.unseen.size).toBe(0);
    const second = followArrivals(first, [a, b, c], none);
    expect([...second.unseen.keys()]).toEqual([b.id, c.id]);
    const third = followArrivals(second, [a, b, c], new Set([b.id]));
    expect([...third.unseen.keys()]).toEqual([c.id]);
    // Scrolled away again, it has been seen all the same; what was taken elsewhere is gone.
    expect([...followArrivals(third, [a, b, c], none).unseen.keys()]).toEqual([c.id]);
    expect([...followArrivals(third, [a, b], none).unseen.keys()]).toEqual([]);
  });
});
