import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { judge, type Symptoms } from '../../../server/running/judge.ts';

const now = Date.UTC(2026, 10, 29);
const gb = 1_000_000_000;
const healthy: Symptoms = {
  now,
  database: { version: '17.2', bytes: 4 * gb, connections: 30, mostConnections: 100 },
  clockAheadMs: 0,
  clockDoubted: false,
  disk: { free: 200 * gb, total: 500 * gb },
  certificate: { until: now + 200 * dayMs },
  backup: { at: now - 9 * hourMs, bytes: gb },
  behind: { figures: 0, search: 12, outgoing: 0 },
  anchor: { at: now - 3 * hourMs, entries: 40 },
  roomUntil: now + 40 * hourMs,
  unseen: { urgent: 0, others: 0 },
  admins: { without: 0, total: 2 },
  nodes: { others: 0, lacks: null },
  calendar: [],
  systems: [{ name: 'gauges', usedAt: now - 20 * hourMs }],
};

test('an installation that is well has nothing but good findings', () => {
  expect(judge(healthy).map(({ state }) => state)).toEqual(judge(healthy).map(() => 'good'));
});

describe('each symptom is one finding, and takes no other along', () => {
  const cases: [string, Partial<Symptoms>, string, string, string][] = [
    ['no database', { database: null }, 'database', 'bad', 'away'],
    [
      'nearly all connections',
      { database: { ...healthy.database, connections: 90 } as never },
      'database',
      'warning',
      'crowded',
    ],
    ['a clock 3 s apart', { clockAheadMs: -3_000 }, 'clock', 'warning', 'apart'],
    ['a clock 2 min apart', { clockAheadMs: 2 * minuteMs }, 'clock', 'bad', 'apart'],
    ['a clock in doubt', { clockDoubted: true }, 'clock', 'bad', 'doubted'],
    ['9 GB of 500 free', { disk: { free: 9 * gb, total: 500 * gb } }, 'disk', 'bad', 'full'],
    ['40 GB of 500 free', { disk: { free: 40 * gb, total: 500 * gb } }, 'disk', 'warning', 'filling'],
    ['1 GB of 4 free', { disk: { free: gb, total: 4 * gb } }, 'disk', 'bad', 'full'],
    [
      '20 days of certificate',
      { certificate: { until: now + 20 * dayMs } },
      'certificate',
      'warning',
      'until',
    ],
    ['3 days of certificate', { certificate: { until: now + 3 * dayMs } }, 'certificate', 'bad', 'until'],
    ['a certificate of last week', { certificate: { until: now - 7 * dayMs } }, 'certificate', 'bad', 'over'],
    ['no certificate', { certificate: 'none' }, 'certificate', 'warning', 'none'],
    ['no backup', { backup: null }, 'backup', 'bad', 'never'],
    [
      'a backup of the day before yesterday',
      { backup: { at: now - 50 * hourMs, bytes: 1 } },
      'backup',
      'warning',
      'last',
    ],
    ['a backup of last month', { backup: { at: now - 30 * dayMs, bytes: 1 } }, 'backup', 'bad', 'last'],
    [
      'an index far behind',
      { behind: { figures: 0, search: 5_000, outgoing: 0 } },
      'search',
      'warning',
      'behind',
    ],
    [
      'totals very far behind',
      { behind: { figures: 2e6, search: 0, outgoing: 0 } },
      'figures',
      'bad',
      'behind',
    ],
    ['an anchor of last week', { anchor: { at: now - 7 * dayMs, entries: 9 } }, 'anchor', 'warning', 'last'],
    ['no anchor', { anchor: { at: null, entries: 9 } }, 'anchor', 'warning', 'never'],
    ['no room for readings tomorrow', { roomUntil: now + 20 * minuteMs }, 'partitions', 'bad', 'until'],
    ['an urgent alarm that nobody saw', { unseen: { urgent: 1, others: 3 } }, 'alarms', 'bad', 'unseen'],
    ['alarms that nobody saw', { unseen: { urgent: 0, others: 3 } }, 'alarms', 'warning', 'unseen'],
    [
      'an administrator with a password alone',
      { admins: { without: 1, total: 2 } },
      'factors',
      'warning',
      'without',
    ],
    ['Redis away', { nodes: { others: 1, lacks: 'redis' } }, 'nodes', 'warning', 'lacks'],
    [
      'no holidays of next year',
      { calendar: [{ id: 'jiangyin', year: 2027 }] },
      'calendar',
      'warning',
      'gap',
    ],
    [
      'a system that delivers no more',
      { systems: [{ name: 'gauges', usedAt: now - 27 * hourMs }] },
      'systems',
      'warning',
      'silent',
    ],
  ];
  test.each(cases)('%s', (_name, symptom, id, state, reason) => {
    const found = judge({ ...healthy, ...symptom }).filter((one) => one.state !== 'good');
    expect(found.map((one) => [one.id, one.state, one.reason])).toEqual([[id, state, reason]]);
  });
});

test('a year is no count: it is said without separators', () => {
  const [gap] = judge({ ...healthy, calendar: [{ id: 'jiangyin', year: 2027 }] }).filter(
    ({ id }) => id === 'calendar',
  );
  expect(gap?.values).toEqual({ county: 'jiangyin', year: '2027' });
});

test('systems that stopped are named, the longest silent first, and so many of them', () => {
  const systems = ['a', 'b', 'c', 'd', 'e'].map((name, i) => ({ name, usedAt: now - (5 - i) * 10 * hourMs }));
  const told = judge({ ...healthy, systems }).find(({ id }) => id === 'systems');
  expect(told?.values).toEqual({ count: 3, names: 'a, b, c', hours: 50 });
  const none = judge({ ...healthy, systems: [] }).find(({ id }) => id === 'systems');
  expect([none?.state, none?.values]).toEqual(['good', { count: 0 }]);
});

test('what only the server knows is said to be unknown from outside', () => {
  const outside = judge({ ...healthy, nodes: null, calendar: null });
  expect(outside.filter(({ state }) => state === 'unknown').map(({ id }) => id)).toEqual([
    'nodes',
    'calendar',
  ]);
});
