import fc from 'fast-check';
import { expect, it } from 'vitest';
import { doubtOf, isAbout, longestLookMs, mostClockStepMs } from '#shared/clock/doubt.ts';

const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });

it('a clock is followed within a day of the last trusted instant, to either side, and nowhere else', () => {
  fc.assert(
    fc.property(instant, instant, (now, last) => {
      const isFar = now > last + mostClockStepMs || now < last - mostClockStepMs;
      expect(doubtOf(now, last)).toEqual(isFar ? { clock: now, last } : null);
      expect(doubtOf(now, null)).toBe(null);
    }),
  );
  expect([-1, 1].map((way) => doubtOf(mostClockStepMs * (1 + way), mostClockStepMs))).toEqual([null, null]);
});

it('a word counts for the clock that was looked at, for as long as a look lasts', () => {
  fc.assert(
    fc.property(instant, fc.integer({ min: -2 * longestLookMs, max: 2 * longestLookMs }), (seen, step) => {
      expect(isAbout(seen, seen + step)).toBe(Math.abs(step) <= longestLookMs);
    }),
  );
});
