import { expect, it } from 'vitest';
import type { Person, Role } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { must } from '#shared/kernel/must.ts';
import { duty, worldAt } from '../../support/incident-world.ts';

const person = (role: Role, more: Partial<Person> = {}): Person => ({
  id: 'p',
  name: 'p',
  role,
  jurisdiction: 'toy',
  grids: [],
  ...more,
});
const here = { grids: ['t', 't-1'], units: ['city'], reporter: 'c1' };

const cases: [Role, Partial<Person>, boolean][] = [
  ['duty', {}, true],
  ['duty', { grids: ['t'] }, true],
  ['duty', { grids: ['u'] }, false],
  ['leader', {}, true],
  ['wall', { grids: ['t-1'] }, true],
  ['wall', { grids: ['t-2'] }, false],
  ['handler', {}, false],
  ['handler', { unit: 'city' }, true],
  ['handler', { unit: 'water' }, false],
  ['handler', { unit: 'water', grids: ['t'] }, true],
  ['field', {}, false],
  ['field', { grids: ['t-1'] }, true],
  ['citizen', { id: 'c1' }, true],
  ['citizen', { id: 'c2' }, false],
  ['source', { grids: ['t'] }, false],
];
it.each(cases)('a %s with %o sees it: %s', (role, more, sees) => {
  expect(maySee(person(role, more), here)).toBe(sees);
});

it('forgets a unit whose task was withdrawn', () => {
  const world = worldAt('dispatched');
  expect(concernOf(must(world.state, 'state')).units).toEqual(['city', 'water']);
  world.take('transfer', duty, { lead: 'town', reason: '职责不符' });
  expect(concernOf(must(world.state, 'state')).units).toEqual(['town']);
});
