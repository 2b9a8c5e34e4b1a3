import { expect, test } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import { proposing } from '#shared/warning/policy.ts';
import { changesRow } from '../../../server/queries/configured.ts';
import { testPack } from '../../support/county.ts';

const pack = testPack();
const person = (grids: string[]): Person => ({
  id: 'p',
  name: 'P',
  role: 'admin',
  jurisdiction: pack.id,
  grids,
});
const line = (more: object) =>
  proposing.parse({
    kind: 'air',
    indicator: 'pm',
    colour: 'blue',
    title: 't',
    apart: true,
    level: 1,
    ...more,
  });
const whole = line({ by: 30 });
const policy = (proposes: object[], more: object = {}) => ({
  readingDays: 30,
  warning: { signs: { red: ['leader'] }, proposes },
  ...more,
});
const may = (grids: string[], before: object, after: object | null, key = 'policy'): boolean =>
  changesRow(pack, person(grids), { part: 'pack', key, body: before }, { part: 'pack', key, body: after });

test('who administers a part says what indicators propose for its grids, and changes nothing else of the policy', () => {
  const [west, east] = [line({ grid: 'w' }), line({ grid: 'e' })];
  expect(may(['w'], policy([whole]), policy([whole, west]))).toBe(true);
  expect(may(['w'], policy([whole, west]), policy([line({ grid: 'w-1', level: 2 }), whole]))).toBe(true);
  expect(may(['w'], policy([whole, west]), policy([whole]))).toBe(true);
  // Not of others, not of the whole, not of a grid above its own, none that nobody knows.
  expect(may(['w'], policy([whole]), policy([whole, east]))).toBe(false);
  expect(may(['w'], policy([whole, east]), policy([whole]))).toBe(false);
  expect(may(['w'], policy([whole]), policy([line({ by: 60 })]))).toBe(false);
  expect(may(['w-1'], policy([whole]), policy([whole, west]))).toBe(false);
  expect(may(['w'], policy([whole]), policy([whole, line({ grid: 'nowhere' })]))).toBe(false);
  // Nor who signs, how long readings stay, or another row.
  expect(may(['w'], policy([]), policy([], { warning: { signs: {}, proposes: [] } }))).toBe(false);
  expect(may(['w'], policy([]), policy([], { readingDays: 1 }))).toBe(false);
  expect(may(['w'], policy([]), policy([west]), 'calendar')).toBe(false);
  expect(may(['w'], policy([]), null)).toBe(false);
  expect(may([], policy([]), policy([whole]))).toBe(true);
});

test('a line of one grid stands apart, else it is refused', () => {
  const { apart: _, ...together } = line({ grid: 'w' });
  expect(proposing.safeParse(together).success).toBe(false);
});
