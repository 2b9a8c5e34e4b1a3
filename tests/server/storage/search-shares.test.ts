import { describe, expect, it } from 'vitest';
import { shareOf, worthAsking } from '../../../server/storage/search-shares.ts';

const shares = new Map([
  [1, 1],
  [2, 0.15],
  [3, 0.15],
  [4, 0.01],
  [5, 0.004],
  [6, 0.003],
]);
const rare = 99;

describe('grams worth asking', () => {
  it('are all of them while nothing is known', () => {
    expect(worthAsking([[1, 2], [rare]], new Map(), 1)).toEqual([1, 2, rare]);
  });

  it('are one at least, however frequent, unless the scope narrows already', () => {
    expect(worthAsking([[1]], shares, 1)).toEqual([1]);
    expect(worthAsking([[1]], shares, 0.01)).toEqual([]);
  });

  it('are the rarest first, and no frequent one that spares less than it costs', () => {
    expect(worthAsking([[1], [rare]], shares, 1)).toEqual([rare]);
    expect(worthAsking([[1], [4], [2]], shares, 1)).toEqual([4, 2]);
    expect(worthAsking([[1], [2, 3]], shares, 1)).toEqual([2, 3]);
  });

  it('of one word are not taken to come together by chance', () => {
    // Two words of 0.4 and 0.3 per cent leave one in 83,000; one word of both leaves one in 333, worth another gram.
    expect(worthAsking([[5], [6], [2]], shares, 1)).toEqual([6, 5]);
    expect(worthAsking([[5, 6], [2]], shares, 1)).toEqual([6, 5, 2]);
  });

  it('are always asked for when they cost next to nothing', () => {
    expect(worthAsking([[5], [6], [rare], [98]], shares, 0.0001).length).toBe(4);
    expect(shareOf(shares, rare)).toBeLessThan(0.002);
  });
});
