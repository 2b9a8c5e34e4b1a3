import fc from 'fast-check';
import { expect, test } from 'vitest';
import { silentAt } from '../../../server/rules/no-data.ts';
import { makeWheel } from '../../../server/rules/wheel.ts';

const rule = {
  kind: 'no-data',
  id: 'silent',
  on: { quantity: 'level' },
  item: 'x',
  urgent: false,
  afterMs: 60_000,
} as const;

test('N1 N2 N3 silence is counted from the newest instant, from the start of the house at the earliest, and never for the unheard', () => {
  expect(silentAt(rule, 500_000, 100_000)).toBe(560_000);
  expect(silentAt(rule, 500_000, 800_000)).toBe(860_000);
  expect(silentAt(rule, 0, 800_000)).toBeNull();
});

test('N5 every deadline is noticed within a second, none before it, none twice', () => {
  const deadlines = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 200 });
  const turns = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(deadlines, turns, (dues, steps) => {
      const wheel = makeWheel(0);
      dues.forEach((due, entry) => wheel.put(entry, due));
      const seen = new Set<number>();
      let now = 0;
      for (const step of [...steps, 200_000]) {
        now += step;
        for (const entry of wheel.take(now)) {
          expect(dues[entry]).toBeLessThanOrEqual(now);
          expect(seen.has(entry)).toBe(false);
          seen.add(entry);
        }
        dues.forEach((due, entry) => due + 1_000 <= now - 1_000 && expect(seen.has(entry)).toBe(true));
      }
      expect(seen.size).toBe(dues.length);
    }),
  );
});
