import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { ruleSchema, type DriftRule } from '#shared/sensing/rule.ts';
import { drifted, emptyDrift, isDrift } from '../../../server/rules/drift.ts';
import { learnPast } from '../../../server/rules/remember.ts';
import { rehearse } from '../../../server/rules/rehearse.ts';
import type { Heard } from '../../../server/rules/course.ts';

const start = 1_800_000_000_000;
const gapMs = hourMs;
const rule = ruleSchema.parse({
  ...{ kind: 'drift', id: 'r', on: { quantity: 'level' }, item: 'x' },
  ...{ overMs: dayMs, by: 2 },
}) as DriftRule;
const stepMs = 30 * 60_000;
const series = (days: number, value: (day: number) => number): Heard[] =>
  Array.from({ length: Math.floor((days * dayMs) / stepMs) }, (_, i) => ({
    at: start + i * stepMs,
    value: value((i * stepMs) / dayMs),
  }));
const run = (readings: readonly Heard[], of = rule): number[] => {
  const state = emptyDrift();
  return readings.map(({ at, value }) => drifted(of, state, at, value, gapMs));
};
const greatest = (told: readonly number[]): number =>
  Math.max(0, ...told.filter((one) => !Number.isNaN(one)));

describe('drift', () => {
  test('V1 V3 the step is the difference of two faded means, as adding up all readings says', () => {
    const steps = fc.array(
      fc.record({
        after: fc.integer({ min: 60_000, max: 3 * gapMs }),
        value: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      }),
      { minLength: 2, maxLength: 60 },
    );
    const short = { ...rule, overMs: 6 * hourMs };
    fc.assert(
      fc.property(steps, (all) => {
        let at = start;
        const readings = all.map(({ after, value }): Heard => ({ at: (at += after), value }));
        const slowly = readings.map((now, n) => {
          if (n === 0 || now.at - (readings[0]?.at ?? 0) < 2 * short.overMs) return NaN;
          const mean = (overMs: number): number => {
            let [top, below] = [0, 0];
            for (let i = 1; i <= n; i++) {
              const one = readings[i] ?? now;
              const dt = Math.min(gapMs, one.at - (readings[i - 1]?.at ?? 0));
              const share = (1 - Math.exp(-dt / overMs)) * Math.exp(-(now.at - one.at) / overMs);
              top += share * one.value;
              below += share;
            }
            return top / below;
          };
          return Math.abs(mean(short.overMs) - mean(8 * short.overMs));
        });
        const told = run(readings, short);
        told.forEach((one, i) => {
          const slow = slowly[i] ?? 0;
          if (Number.isNaN(slow)) expect(one).toBeNaN();
          else expect(one).toBeCloseTo(slow, 9);
        });
      }),
      { numRuns: 150 },
    );
  });

  test('V1 a steady drift is told in the end when seven times what it makes in overMs is more than the limit, and never below', () => {
    for (const share of [0.5, 0.9, 1.1, 1.5, 3, 6]) {
      const slope = (share * rule.by) / 7;
      expect(greatest(run(series(60, (day) => 10 + slope * day))) > rule.by, `${share}`).toBe(share > 1);
      expect(greatest(run(series(60, (day) => 10 - slope * day))) > rule.by).toBe(share > 1);
    }
  });

  test('V2 jumps of any size, days and noise are none; after a jump the new level is the level', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 3, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        (jump, when, swing) => {
          const told = run(
            series(
              40,
              (day) => (day > when ? jump : 0) + swing * rule.by * 0.5 * Math.sin(day * 2 * Math.PI),
            ),
          );
          expect(greatest(told)).toBeLessThanOrEqual(rule.by);
        },
      ),
      { numRuns: 60 },
    );
    // A drift after a jump is told as one before it.
    expect(greatest(run(series(60, (day) => (day > 10 ? 50 : 0) + 0.5 * day)))).toBeGreaterThan(rule.by);
  });

  test('H1 V4 a rehearsal after a past tells what goes on in the state that was kept', () => {
    const readings = series(40, (day) => 0.6 * Math.max(0, day - 10));
    const [before, after] = [readings.slice(0, 14 * 48), readings.slice(14 * 48)];
    const buckets = before.map(({ at, value }) => ({ minute: at, min: value, max: value }));
    const sensor = {
      everyMs: stepMs,
      range: [-10, 100] as const,
      rules: [],
      time: { utcOffsetMinutes: 480 },
    };
    const rehearsed = rehearse(rule, sensor, after, start + 40 * dayMs, buckets);
    const state = emptyDrift();
    learnPast(state, rule, buckets, sensor.time);
    // What was kept comes back bit by bit.
    const kept = new Float64Array(Uint8Array.from(new Uint8Array(state.buffer)).buffer);
    expect(isDrift(kept)).toBe(true);
    const first = after.find(({ at, value }) => drifted(rule, kept, at, value, 3 * stepMs) > rule.by);
    expect(rehearsed.map(({ at }) => at)).toEqual([first?.at]);
    expect(rehearsed[0]?.end).toBeNull();
    // What was heard is not heard twice.
    expect(drifted(rule, kept, start, 99, gapMs)).toBeNaN();
  });

  test('a reading costs the same however long the past is', () => {
    const state = emptyDrift();
    for (const { at, value } of series(5, () => 1)) drifted(rule, state, at, value, gapMs);
    expect(state.length).toBe(7);
  });
});
