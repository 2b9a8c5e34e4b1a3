import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thresholdRule } from '#shared/sensing/rule.ts';
import { restingThreshold, stepThreshold } from '../../../server/rules/threshold.ts';

const rule = (more: object = {}) =>
  thresholdRule.parse({
    kind: 'threshold',
    id: 'high',
    on: { quantity: 'level' },
    item: 'flood',
    side: 'above',
    enter: 4,
    enterMs: 60_000,
    leave: 3,
    leaveMs: 30_000,
    ...more,
  });

/** Steps values ten seconds apart; answers the step numbers. */
function run(values: readonly number[], given = rule(), everyMs = 10_000): number[] {
  const state = restingThreshold();
  return values.map((value, i) => stepThreshold(given, state, 1_000_000 + i * everyMs, value, 3 * everyMs));
}

describe('threshold', () => {
  test('T1 raised when beyond for the whole duration, the limit itself not being beyond', () => {
    expect(run([4, 5, 5, 5, 5, 5, 5, 5])).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(run([4, 4, 4, 4, 4, 4, 4, 4, 4])).not.toContain(1);
    expect(run([5], rule({ enterMs: 0 }))).toEqual([1]);
  });
  test('T2 one reading that is not beyond starts it anew', () => {
    expect(run([5, 5, 5, 5, 5, 3.5, 5, 5, 5, 5, 5, 5, 5])).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });
  test('T3 cleared when behind the lower limit for its duration; between the limits nothing changes', () => {
    const up = rule({ enterMs: 0 });
    expect(run([5, 3.5, 3.5, 3.5, 3.5, 3.5], up)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(run([5, 3, 3, 3.5, 3, 3, 3, 3], up)).toEqual([1, 0, 0, 0, 0, 0, 0, 2]);
  });
  test('T4 raised once', () => {
    expect(run([5, 5, 3.5, 5, 9], rule({ enterMs: 0 })).filter((step) => step === 1)).toHaveLength(1);
  });
  test('T5 a gap ends the stretch and clears nothing', () => {
    const state = restingThreshold();
    const given = rule();
    expect(stepThreshold(given, state, 0, 5, 30_000)).toBe(0);
    expect(stepThreshold(given, state, 70_000, 5, 30_000)).toBe(0);
    for (const at of [80_000, 100_000, 120_000]) expect(stepThreshold(given, state, at, 5, 30_000)).toBe(0);
    expect(stepThreshold(given, state, 130_000, 5, 30_000)).toBe(1);
    expect(stepThreshold(given, state, 140_000, 2, 30_000)).toBe(0);
    expect(stepThreshold(given, state, 900_000, 2, 30_000)).toBe(0);
    expect(state.isRaised).toBe(true);
  });
  test('T7 carries the instant its stretch began', () => {
    const state = restingThreshold();
    for (let at = 5_000; at <= 65_000; at += 10_000) stepThreshold(rule(), state, at, 5, 30_000);
    expect(state).toMatchObject({ isRaised: true, raisedSince: 5_000 });
  });

  test('T1-T5 agree with a slow telling that looks at the whole past, on both sides', () => {
    let raises = 0;
    let clears = 0;
    const series = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 8 })), {
      minLength: 5,
      maxLength: 80,
    });
    fc.assert(
      fc.property(series, fc.nat(30), fc.nat(30), fc.boolean(), (steps, enterMs, leaveMs, isAbove) => {
        const side = isAbove ? 'above' : 'below';
        const [enter, leave] = isAbove ? [4, 3] : [3, 4];
        const given = rule({ enterMs, leaveMs, side, enter, leave });
        const gapMs = 30;
        const state = restingThreshold();
        let at = 0;
        const past: [number, number][] = [];
        let isRaised = false;
        let changedAt = -1;
        for (const [wait, value] of steps) {
          at += wait;
          past.push([at, value]);
          const told = slowly(past, { isRaised, changedAt, gapMs, ...given });
          const step = stepThreshold(given, state, at, value, gapMs);
          expect(step).toBe(told);
          if (step !== 0) {
            isRaised = step === 1;
            changedAt = at;
            if (isRaised) raises++;
            else clears++;
          }
        }
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(raises, clears)).toBeGreaterThan(100);
  });
});

interface Telling {
  isRaised: boolean;
  changedAt: number;
  gapMs: number;
  side: string;
  enter: number;
  enterMs: number;
  leave: number;
  leaveMs: number;
}

/** The rules word by word: walks back from the present reading as long as the condition holds without a gap. */
function slowly(past: readonly [number, number][], t: Telling): number {
  const holds = (value: number): boolean =>
    t.isRaised
      ? t.side === 'above'
        ? value <= t.leave
        : value >= t.leave
      : t.side === 'above'
        ? value > t.enter
        : value < t.enter;
  const now = past.at(-1)?.[0] ?? 0;
  let start: number | null = null;
  for (let i = past.length - 1; i >= 0; i--) {
    const [at, value] = past[i] ?? [0, 0];
    const after = past[i + 1]?.[0];
    if (at <= t.changedAt || !holds(value) || (after !== undefined && after - at > t.gapMs)) break;
    start = at;
  }
  if (start === null || now - start < (t.isRaised ? t.leaveMs : t.enterMs)) return 0;
  return t.isRaised ? 2 : 1;
}
