import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openShares } from '../../../server/http/shares.ts';

const options = { windowMs: 600_000, own: 3, common: 600 };

describe('shares of an open door', () => {
  it('twenty addresses that take all they can leave everybody else their own', () => {
    const shares = openShares({ ...options, now: () => 0 });
    let taken = 0;
    for (let i = 0; i < 2_000; i++) if (shares.take('jiangyin', `flood ${i % 20}`)) taken += 1;
    expect(taken).toBe(600 + 20 * 3);
    for (let i = 0; i < 500; i++) {
      const own = Array.from({ length: 4 }, () => shares.take('jiangyin', `citizen ${i}`));
      expect(own).toEqual([true, true, true, false]);
    }
    expect(shares.take('longgang', 'flood 1')).toBe(true);
  });

  it('begin anew with the window, and when the clock steps back', () => {
    let now = 1_000_000;
    const shares = openShares({ ...options, common: 0, now: () => now });
    for (let i = 0; i < 3; i++) expect(shares.take('a', 'x')).toBe(true);
    expect(shares.take('a', 'x')).toBe(false);
    now += 600_000;
    expect(shares.take('a', 'x')).toBe(true);
    now = 0;
    for (let i = 0; i < 3; i++) expect(shares.take('a', 'x')).toBe(true);
  });

  it('whoever comes, in whatever order: an address gets its own, and all together no more than the pot besides', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 200 }), fc.nat(20), (order, common) => {
        const shares = openShares({ windowMs: 1, own: 2, common, now: () => 0 });
        const got = new Map<number, number>();
        for (const one of order) if (shares.take('g', String(one))) got.set(one, (got.get(one) ?? 0) + 1);
        const beyond = [...got.values()].reduce((sum, n) => sum + Math.max(0, n - 2), 0);
        expect(beyond).toBeLessThanOrEqual(common);
        for (const one of new Set(order)) {
          const asked = order.filter((other) => other === one).length;
          expect(got.get(one)).toBeGreaterThanOrEqual(Math.min(2, asked));
        }
      }),
    );
  });
});
