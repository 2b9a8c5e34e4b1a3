import { expect, it } from 'vitest';
import { carriedOver, differencesOf, inALine } from '../../../client/apps/admin/config/row-conflict.ts';

const read = { id: 'a', name: { zh: '甲', en: 'A' }, phone: '1', skills: ['x'], note: 'n' };

it('what somebody else changed stays, what was changed here is laid over it, part by part', () => {
  const mine = { id: 'a', name: { zh: '甲', en: 'Mine' }, phone: '2', skills: ['x', 'y'] };
  const theirs = { ...read, name: { zh: '乙', en: 'A' }, skills: ['z'], unit: 'u' };
  expect(carriedOver({ read, mine, theirs })).toEqual({
    ...{ id: 'a', name: { zh: '乙', en: 'Mine' }, phone: '2' },
    // A list is one thing: what was typed last stands, and the screen says so before.
    ...{ skills: ['x', 'y'], unit: 'u' },
  });
  expect(carriedOver({ read, mine: read, theirs })).toEqual(theirs);
});

it('differences are told by field, in a line', () => {
  expect(differencesOf(read, { ...read, phone: '2' })).toEqual([{ field: 'phone', before: '1', after: '2' }]);
  expect([inALine(read.name), inALine(undefined), inALine(['x']), inALine('y'.repeat(200)).length]).toEqual([
    '甲 / A',
    '—',
    '["x"]',
    120,
  ]);
});
