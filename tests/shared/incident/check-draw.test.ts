import { expect, it } from 'vitest';
import { checkDraw } from '#shared/incident/check-draw.ts';
import { drawLots, drawSeed, poolHash } from '#shared/incident/draw.ts';
import type { Draw } from '#shared/incident/incident.ts';

const pool = Array.from({ length: 40 }, (_, i) => ({ id: `o-${i}`, weight: (i % 3) + 1 }));
const before = 'ab'.repeat(32);
const seed = drawSeed(before, 'LJ-1', 'objects');
const draw: Draw = {
  from: 'objects',
  at: 0,
  seed,
  head: before,
  pool: { size: pool.length, hash: poolHash(pool) },
  picked: drawLots(pool, 3, seed).map((id) => ({ id, name: id })),
};
const check = (over: Partial<Draw> = {}, told: Partial<Parameters<typeof checkDraw>[2]> = {}) =>
  checkDraw({ ...draw, ...over }, 'LJ-1', { pool, before, ...told });

it('draws the same again, in whatever order the pool comes', () => {
  expect([check(), check({}, { pool: pool.toReversed() })]).toEqual(['same', 'same']);
});

it('finds a head that the ledger does not have, and a seed that does not follow from it', () => {
  expect(check({}, { before: 'cd'.repeat(32) })).toBe('head');
  expect(check({ seed: `${seed.slice(1)}0` })).toBe('seed');
  expect(checkDraw(draw, 'LJ-2', { pool, before })).toBe('seed');
});

it('finds others picked, another order, one left out', () => {
  const [first, second, third] = draw.picked;
  if (!first || !second || !third) throw new Error('three were drawn');
  expect(check({ picked: [second, first, third] })).toBe('picked');
  expect(check({ picked: [first, second, { id: 'friend', name: 'friend' }] })).toBe('picked');
});

it('says when the pool is another one by now', () => {
  expect(check({}, { pool: pool.slice(1) })).toBe('pool');
  expect(check({}, { pool: pool.map((lot) => (lot.id === 'o-7' ? { ...lot, weight: 9 } : lot)) })).toBe(
    'pool',
  );
});
