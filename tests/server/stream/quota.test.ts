import { expect, it } from 'vitest';
import { openQuota } from '../../../server/stream/quota.ts';

it('a screen has so many messages a second by a clock that nobody sets', () => {
  let now = 1_000;
  const quota = openQuota(() => now);
  const taken = (): number => Array.from({ length: 200 }, () => quota.take()).filter(Boolean).length;
  expect([taken(), taken()]).toEqual([60, 0]);
  now += 1_000;
  expect(taken()).toBe(20);
  now += 3_600_000;
  expect(taken()).toBe(60);
});
