import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beyondBy, passedEdge, proposedBy, spellsOf } from '#shared/indicator/spells.ts';
import { stateOf } from '#shared/indicator/bounds.ts';

const course = (text: string) => [...text].map((one, i) => ({ at: i * 10, value: Number(one) }));
const edges = () => ({ low: 2, high: 5 });
const far = { by: 0, gapMs: 1_000, now: 0 };

it.each([
  ['3345', []],
  ['3673', [[10, 30, 7]]],
  ['6633', [[0, 20, 6]]],
  ['3396', [[20, null, 9]]],
  [
    '1390',
    [
      [0, 10, 1],
      [20, null, 9],
    ],
  ],
  // From above the upper bound to below the lower one it was never in order.
  ['3903', [[10, 30, 9]]],
])('%s lies beyond 2 to 5 in %j', (text, told) => {
  expect(spellsOf(course(text), edges, far).map(({ from, to, worst }) => [from, to, worst])).toEqual(told);
});

it('a stretch is over where nothing is known any more, and none is counted within what a line allows', () => {
  const points = [...course('66'), { at: 500, value: 6 }];
  expect(spellsOf(points, edges, { by: 0, gapMs: 100, now: 520 })).toEqual([
    { from: 0, to: 110, worst: 6 },
    { from: 500, to: null, worst: 6 },
  ]);
  expect(spellsOf(points, edges, { by: 0, gapMs: 100, now: 700 }).at(-1)?.to).toBe(600);
  expect(spellsOf(points, edges, { by: 1, gapMs: 100, now: 520 })).toEqual([]);
  expect(spellsOf(course('37'), edges, { by: 1, gapMs: 100, now: 520 })).toHaveLength(1);
});

it('a warning is proposed where it lasted long enough, up to now where it lasts', () => {
  const spells = spellsOf(course('3663669'), edges, far);
  expect([10, 20, 21, 40].map((forMs) => proposedBy(spells, forMs, 60))).toEqual([2, 2, 0, 0]);
  expect(proposedBy(spells, 21, 100)).toBe(1);
});

it('beyond is what its cell calls beyond, and the bound told is the one that was passed', () => {
  const bound = fc.option(fc.integer({ min: -5, max: 5 }));
  fc.assert(
    fc.property(fc.integer({ min: -9, max: 9 }), bound, bound, (value, a, b) => {
      const [low, high] = a !== null && b !== null && a > b ? [b, a] : [a, b];
      const isBeyond = beyondBy(value, { low, high }) > 0;
      expect(isBeyond).toBe(stateOf(value, { low, high }) === '2');
      if (isBeyond) expect(passedEdge(value, { low, high })).toBe(high !== null && value > high ? high : low);
    }),
  );
});

it('stretches are what going point by point comes to', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }), (values) => {
      const points = values.map((value, i) => ({ at: i * 10, value }));
      const inside = new Set(
        spellsOf(points, edges, far).flatMap(({ from, to }) =>
          points.filter(({ at }) => at >= from && at < (to ?? Infinity)).map(({ at }) => at),
        ),
      );
      expect([...inside]).toEqual(points.filter(({ value }) => value < 2 || value > 5).map(({ at }) => at));
    }),
  );
});
