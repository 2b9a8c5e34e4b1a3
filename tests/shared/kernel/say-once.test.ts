import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeCalm } from '#shared/kernel/say-once.ts';

const windowMs = 60_000;

it('says one cause once a window and counts the others: none is lost from the sum', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ after: fc.nat(5_000), cause: fc.nat(2), detail: fc.nat(30) }), { maxLength: 400 }),
      (lines) => {
        const calm = makeCalm(windowMs);
        let now = 0;
        const passed = new Map<number, number[]>();
        const sums = new Map<number, { came: number; told: number }>();
        for (const { after, cause, detail } of lines) {
          now += after;
          const sum = sums.get(cause) ?? { came: 0, told: 0 };
          sums.set(cause, sum);
          sum.came += 1;
          const held = calm.pass({ exact: `${cause}:${detail}`, cause: String(cause) }, now);
          if (held === null) continue;
          sum.told += 1 + held;
          passed.set(cause, [...(passed.get(cause) ?? []), now]);
          expect(sum.told, 'a line that passes tells how many were held back before it').toBeLessThanOrEqual(
            sum.came,
          );
          if (held > 0) expect(sum.told).toBe(sum.came);
        }
        for (const times of passed.values())
          for (const [index, at] of times.entries())
            expect(times.slice(index).filter((other) => other < at + windowMs).length).toBeLessThanOrEqual(
              20,
            );
      },
    ),
  );
});

it('two thousand lines of a minute are one, and the next has their number', () => {
  const calm = makeCalm(windowMs);
  const line = { exact: 'the database is away', cause: 'the database is away' };
  const answers = Array.from({ length: 2_000 }, (_, index) => calm.pass(line, index * 30));
  expect(answers.filter((held) => held !== null)).toEqual([0]);
  expect(calm.pass(line, 60_001)).toBe(1_999);
});

it('different causes do not silence each other, and a clock that is set back silences nothing', () => {
  const calm = makeCalm(windowMs);
  expect(calm.pass({ exact: 'a', cause: 'a' }, 10 * windowMs)).toBe(0);
  expect(calm.pass({ exact: 'b', cause: 'b' }, 10 * windowMs)).toBe(0);
  expect(calm.pass({ exact: 'a', cause: 'a' }, 0)).toBe(0);
});
