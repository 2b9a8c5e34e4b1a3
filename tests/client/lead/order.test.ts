import { expect, it } from 'vitest';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import { orderOf } from '../../../client/apps/lead/order.ts';
import { answersOf } from '../../../client/telling/answers.ts';
import { worldItems } from '../../support/procedure-world.ts';

const pack = {
  catalogue: [...worldItems().values()],
  procedures: [...builtInProcedures.values()],
} as unknown as PackDigest;

it('a leader may give an order, and so may the centre; a handler may not', () => {
  const order = orderOf(pack, { role: 'leader' });
  expect([order?.item.id, order?.issue.id]).toEqual(['order', 'issue']);
  expect(orderOf(pack, { role: 'duty' })).not.toBeNull();
  expect(orderOf(pack, { role: 'handler' })).toBeNull();
  expect(orderOf({ ...pack, procedures: [] }, { role: 'leader' })).toBeNull();
});

it('who has answered and who has not are told apart; what is opened beside is neither', () => {
  const child = (id: string, more: object = {}) => ({ id, item: 'i', by: 'issue', openedAt: 0, ...more });
  const children = [child('a', { joinedAt: 5 }), child('b'), child('c', { loose: true })];
  const { answered, silent, beside } = answersOf({ children });
  expect([answered, silent, beside].map((list) => list.map(({ id }) => id))).toEqual([['a'], ['b'], ['c']]);
  expect(answersOf({})).toEqual({ answered: [], silent: [], beside: [] });
});
