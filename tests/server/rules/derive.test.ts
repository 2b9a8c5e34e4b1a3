import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { ruleSchema, type CourseRule, type DeviationRule } from '#shared/sensing/rule.ts';
import { makeCourse, takeLate, takeNewer, type Heard, type Say } from '../../../server/rules/course.ts';
import { derivedOf, emptyMemory, expected, limitsOf } from '../../../server/rules/derive.ts';
import { restingThreshold, stepThreshold } from '../../../server/rules/threshold.ts';
import { makeThresholdSentry } from '../../../server/rules/sentries.ts';

const utc = { utcOffsetMinutes: 0 };
const gapMs = 900_000;
const start = 1_800_000_000_000;
const ruleOf = (given: object): CourseRule => {
  const rule = ruleSchema.parse({ id: 'r', on: { quantity: 'level' }, item: 'x', ...given });
  if (rule.kind === 'no-data' || rule.kind === 'combined') throw new Error('not over a course');
  return rule;
};
const limits = { side: 'above', enter: 2, enterMs: 20_000, leave: 1, leaveMs: 10_000 };
const rate = ruleOf({ kind: 'rate', ...limits, enter: 60, leave: 30, overMs: 30_000 });
const stuck = ruleOf({ kind: 'stuck', forMs: 60_000, within: 0.5 });
const hours = Array.from({ length: 24 }, (_, hour) => hour);
const deviation = ruleOf({ kind: 'deviation', ...limits, hours });
// In minutes, to be told within the streams below.
const drift = { ...ruleOf({ kind: 'drift', overMs: 21_600_000, by: 1 }), overMs: 60_000 } as CourseRule;
const all = [rate, stuck, deviation, drift];

/** What a rule derives from each of some readings in their order. */
function derive(rule: CourseRule, readings: readonly Heard[]): number[] {
  const derived = must(derivedOf(rule, utc), 'a derived rule');
  const memory = emptyMemory();
  return readings.map(({ at, value }) => derived.step(memory, at, value, gapMs));
}

/** D1 word by word: bases are a reading and then each first one that is `overMs` younger, anew after a gap. */
function ratesSlowly(readings: readonly Heard[], overMs: number): number[] {
  return readings.map((one, i) => {
    let first = i;
    while (first > 0 && must(readings[first], 'r').at - must(readings[first - 1], 'r').at <= gapMs) first--;
    const bases: Heard[] = [];
    for (const reading of readings.slice(first, i + 1)) {
      const last = bases.at(-1);
      if (!last || reading.at - last.at >= overMs) bases.push(reading);
    }
    const base = bases.at(-2) ?? must(bases[0], 'base');
    return one.at - base.at < overMs ? NaN : ((one.value - base.value) * hourMs) / (one.at - base.at);
  });
}

const stream = fc
  .array(
    fc.record({
      after: fc.integer({ min: 1_000, max: 25_000 }),
      value: fc.constantFrom(0, 0.2, 1, 3, 9),
      gap: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((steps) => {
    let at = start;
    return steps.map(({ after, value, gap }): Heard => ({ at: (at += after + gap * (gapMs + 1)), value }));
  });

describe('derived rules', () => {
  test('D1 a rate is that of the base that is as old as asked, or up to twice that', () => {
    const slope = Array.from({ length: 30 }, (_, i) => ({ at: start + i * 10_000, value: i * 0.5 }));
    const rates = derive(rate, slope);
    expect(rates.slice(0, 3).every(Number.isNaN)).toBe(true);
    for (const one of rates.slice(3)) expect(one).toBeCloseTo(180);
    fc.assert(
      fc.property(stream, fc.integer({ min: 1_000, max: 200_000 }), (readings, overMs) => {
        expect(derive({ ...rate, overMs } as CourseRule, readings)).toEqual(ratesSlowly(readings, overMs));
      }),
      { numRuns: 200 },
    );
  });

  test('D2 the usual value runs from hour to hour, over midnight, and is another at weekends', () => {
    const at = (text: string): number => Date.parse(text);
    const rule = deviation as DeviationRule;
    expect(expected(rule, at('2026-11-27T00:00Z'))).toBe(0);
    expect(expected(rule, at('2026-11-27T07:30Z'))).toBeCloseTo(7.5);
    expect(expected(rule, at('2026-11-27T23:30Z'))).toBeCloseTo(11.5);
    const other = { ...rule, weekend: hours.map(() => 100) };
    expect(expected(other, at('2026-11-27T12:00Z'))).toBe(12);
    expect(expected(other, at('2026-11-28T12:00Z'))).toBe(100);
    expect(expected(other, at('2026-11-29T12:00Z'))).toBe(100);
    expect(expected(other, at('2026-11-30T12:00Z'))).toBe(12);
    const local = must(derivedOf(deviation, { utcOffsetMinutes: 480 }), 'derived');
    expect(local.step(emptyMemory(), at('2026-11-27T00:00Z'), 10, gapMs)).toBeCloseTo(2);
  });

  test('D3 what stays within its bounds is stuck after the time, what moves or was not heard is not', () => {
    const rest = (values: readonly number[], everyMs = 10_000): number[] =>
      derive(
        stuck,
        values.map((value, i) => ({ at: start + i * everyMs, value })),
      );
    expect(rest([1, 1.5, 1, 0.5, 1])).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
    expect(rest([1, 1.4, 1.8, 1.8])).toEqual([0, 10_000, 0, 10_000]);
    expect(rest([1, 1, 1], gapMs + 1)).toEqual([0, 0, 0]);
    const state = restingThreshold();
    const steps = rest([1, 1, 1, 1, 1, 1, 1, 1, 9, 9]).map((seen, i) =>
      stepThreshold(limitsOf(stuck), state, start + i * 10_000, seen, gapMs),
    );
    expect(steps).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 2, 0]);
  });

  test('D4 O1 within the window the order of delivery changes nothing of what is derived', () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.integer({ min: 0, max: 110_000 }), { minLength: 60, maxLength: 60 }),
        fc.constantFrom(...all),
        (readings, delays, rule) => {
          const sentry = makeThresholdSentry(rule, 0, 0, gapMs);
          const course = makeCourse(10_000, 120_000, NaN);
          let [newest, standing] = [-Infinity, 0];
          const say = (said: Say): void => {
            if (said.kind === 'raise') standing++;
            if (said.kind === 'retract') standing--;
          };
          const arriving = readings
            .map((one, i) => ({ one, now: one.at + (delays[i] ?? 0) }))
            .sort((a, b) => a.now - b.now);
          for (const { one, now } of arriving) {
            if (one.at > newest) takeNewer(course, [sentry], one.at, one.value, now, say);
            else takeLate(course, [sentry], [one], now, say);
            newest = Math.max(newest, one.at);
          }
          const derived = must(derivedOf(rule, utc), 'derived');
          const [state, memory] = [restingThreshold(), emptyMemory(rule.kind)];
          let times = 0;
          for (const { at, value } of readings) {
            const seen = derived.step(memory, at, value, gapMs);
            if (!Number.isNaN(seen) && stepThreshold(limitsOf(rule), state, at, seen, gapMs) === 1) times++;
          }
          expect([sentry.state.isRaised, standing]).toEqual([state.isRaised, times]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
