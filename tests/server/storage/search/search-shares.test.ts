import { describe, expect, it } from 'vitest';
import { shareOf, worthAsking, type Shares } from '../../../../server/storage/search/search-shares.ts';

const shares = new Map([
  [1, 1],
  [2, 0.15],
  [3, 0.15],
  [4, 0.01],
  [5, 0.004],
  [6, 0.003],
]);
const rare = 99;
/** Groups of needs of one gram each, and what of them is asked for. */
const worth = (groups: number[][], known: Shares, before: number): number[] =>
  worthAsking(
    groups.map((group) => group.map((gram) => [gram])),
    known,
    before,
  ).flat();

describe('grams worth asking', () => {
  it('are all of them while nothing is known', () => {
    expect(worth([[1, 2], [rare]], new Map(), 1)).toEqual([1, 2, rare]);
  });

  it('are one at least, however frequent, unless the scope narrows already', () => {
    expect(worth([[1]], shares, 1)).toEqual([1]);
    expect(worth([[1]], shares, 0.01)).toEqual([]);
  });

  it('are the rarest first, and no frequent one that spares less than it costs', () => {
    expect(worth([[1], [rare]], shares, 1)).toEqual([rare]);
    expect(worth([[1], [4], [2]], shares, 1)).toEqual([4, 2]);
    expect(worth([[1], [2, 3]], shares, 1)).toEqual([2, 3]);
  });

  it('of one word are not taken to come together by chance', () => {
    // Two words of 0.4 and 0.3 per cent leave one in 83,000; one word of both leaves one in 333, worth another gram.
    expect(worth([[5], [6], [2]], shares, 1)).toEqual([6, 5]);
    expect(worth([[5, 6], [2]], shares, 1)).toEqual([6, 5, 2]);
  });

  it('are always asked for when they cost next to nothing', () => {
    expect(worth([[5], [6], [rare], [98]], shares, 0.0001).length).toBe(4);
    expect(shareOf(shares, [rare])).toBeLessThan(0.002);
  });

  it('are lists as well, as frequent as all that stands in them, and one list of a word is enough', () => {
    expect(shareOf(shares, [2, 3, 4])).toBeCloseTo(0.31);
    expect(shareOf(shares, [1, 2])).toBe(1);
    const word = [
      [2, 5, 6],
      [4, 5, 6],
    ];
    expect(worthAsking([[[1]], word], shares, 1)).toEqual([[4, 5, 6]]);
    expect(worthAsking([[[rare]], [[1, 2]]], shares, 1)).toEqual([[rare]]);
    expect(worthAsking([[[]], [[1, 2]]], shares, 1)).toEqual([[]]);
  });
});
