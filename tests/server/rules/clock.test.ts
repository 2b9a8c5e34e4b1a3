import { expect, test } from 'vitest';
import { stepClock, type ClockState } from '../../../server/rules/clock.ts';

const minute = 60_000;
const start = 1_800_000_000_000;

/** Whether the clock was called wrong after each of these [arrival, lag], in minutes. */
function run(steps: readonly [number, number][]): boolean[] {
  let state: ClockState | null = null;
  return steps.map(([arrival, lag]) => {
    const now = start + arrival * minute;
    state = stepClock(state, now - lag * minute, now);
    return state?.isWrong ?? false;
  });
}
const every = (minutes: number, lag: (i: number) => number): [number, number][] =>
  Array.from({ length: 31 }, (_, i) => [i * minutes, lag(i)]);

test('C1 the same lag for ten minutes is a wrong clock, slow or fast; a harmless or an unsteady one is not', () => {
  for (const lag of [480, 7, -30]) {
    const told = run(every(1, () => lag));
    expect([told.indexOf(true), told.lastIndexOf(false)], `${lag} min`).toEqual([10, 9]);
  }
  expect(run(every(1, () => 4))).not.toContain(true);
  expect(run(every(1, (i) => 480 - 3 * i))).not.toContain(true);
});

test('C1 what a line delivers in blocks is no wrong clock', () => {
  // Every quarter of an hour all of it at once: fifteen minutes late down to none.
  const blocks = [15, 30, 45, 60].flatMap((arrival) =>
    Array.from({ length: 15 }, (_, i): [number, number] => [arrival, 15 - i]),
  );
  expect(run(blocks)).not.toContain(true);
});

test('C2 the first reading about its instant is enough', () => {
  expect(run([...every(1, () => 480), [31, 0], [32, 480]]).slice(-3)).toEqual([true, false, false]);
});
