import { expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import { isOurs } from '../../../server/simulator/people.ts';

it.each<[string, Actor, boolean]>([
  ['a raised rule', { id: 'system', name: '系统', role: 'system' }, true],
  ['the hotline by its token', { id: 'hotline', name: 'hotline', role: 'source' }, true],
  ['a grid member', { id: '320281-001-grid-head', name: '网格长', role: 'field' }, true],
  ['the demo past', { id: 'sim-duty', name: '值班席', role: 'duty' }, true],
  ['a call that a visitor registered at the desk', { id: 'duty1', name: '值班席 01', role: 'duty' }, false],
  ['a citizen', { id: 'c-7', name: '市民', role: 'citizen' }, false],
])('the pretend officers and %s', (_, reporter, ours) => {
  expect(isOurs({ reporter })).toBe(ours);
});
