import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import { ruleSchema, type LearnedRule } from '#shared/sensing/rule.ts';
import { conditionOf } from '#shared/sensing/condition.ts';
import { makeCourse, takeLate, takeNewer, type Heard, type Say } from '../../../server/rules/course.ts';
import { emptyLearnt, isLearnt, learn, learnOnce, usualBand } from '../../../server/rules/learned.ts';
import { rehearse } from '../../../server/rules/rehearse.ts';
import { makeThresholdSentry } from '../../../server/rules/sentries.ts';
import { nabScore } from '../../bench/nab-score.ts';
import { readSeries } from '../../bench/nab-series.ts';
import { windowedGaussian } from '../../bench/windowed-gaussian.ts';
import { seeded } from '../../support/grids.ts';
import { must } from '#shared/kernel/must.ts';
import { sensingPack } from '../../support/sensing.ts';

const start = 1_800_000_000_000;
const every = 5 * minuteMs;
const rule = ruleSchema.parse({
  kind: 'learned',
  id: 'r',
  on: { quantity: 'level' },
  item: 'x',
  beyond: 1.3,
  leaveMs: hourMs,
  learnMs: 24 * hourMs,
  least: 0.1,
}) as LearnedRule;
const sensor = { everyMs: every, range: [-1e6, 1e6] as const, rules: [], time: { utcOffsetMinutes: 0 } };

/** A day's wave with noise; `change` puts something into it. */
function wave(days: number, change: (value: number, step: number) => number = (value) => value): Heard[] {
  const dice = seeded(7);
  return Array.from({ length: days * 288 }, (_, i) => ({
    at: start + i * every,
    value: change(20 + 10 * Math.sin((i / 288) * 2 * Math.PI) + dice() - 0.5, i),
  }));
}
const told = (readings: readonly Heard[]): number[] =>
  rehearse(rule, sensor, readings, start + 1e12).map(({ at }) => (at - start) / every);

describe('learned', () => {
  test('U1 U2 a day like the others is nothing; a value that is usual at noon is unusual at night', () => {
    expect(told(wave(28))).toEqual([]);
    const night = 20 * 288 + 216;
    expect(told(wave(28, (value, i) => (i >= night && i < night + 6 ? value + 12 : value)))).toEqual([night]);
  });

  test('U1 a value that stays where it should have moved is told within hours', () => {
    const noon = 20 * 288 + 40;
    const [first = Infinity] = told(wave(28, (value, i) => (i >= noon && i < noon + 200 ? 27 : value)));
    expect(first).toBeGreaterThan(noon);
    expect(first - noon).toBeLessThan(150);
  });

  test('U3 a new level is told once and then learnt', () => {
    const shift = 15 * 288;
    const raises = told(wave(60, (value, i) => (i >= shift ? value + 40 : value)));
    expect(raises[0]).toBe(shift);
    expect(raises.filter((at) => at > shift + 5 * 288)).toEqual([]);
    expect(raises.length).toBeLessThanOrEqual(2);
  });

  test('U2 the scale of a sensor does not matter; what never moves says nothing, and its first move is no more than `least` says', () => {
    const scores = (factor: number): number[] => {
      const state = emptyLearnt();
      return wave(10).map(({ at, value }) => learn(state, at, value * factor, 0));
    };
    const [one, thousand] = [scores(1), scores(1024)];
    expect(Math.max(...one.map((score, i) => Math.abs(score - (thousand[i] ?? NaN))))).toBeLessThan(1e-9);
    expect(told(wave(20, () => 5))).toEqual([]);
    expect(told(wave(20, (_, i) => (i === 4000 ? 5.05 : 5)))).toEqual([]);
    expect(told(wave(20, (_, i) => (i === 4000 ? 6 : 5)))).toEqual([4000]);
  });

  test('U4 nothing is said before it has listened long enough', () => {
    expect(told(wave(1, (value, i) => (i === 250 ? 500 : value)))).toEqual([]);
    expect(told(wave(2, (value, i) => (i === 500 ? 500 : value)))).toEqual([500]);
  });

  test('U6 what was kept goes on as if the house had not stopped, and is no longer than before', () => {
    const readings = wave(16);
    const [whole, half] = [emptyLearnt(), emptyLearnt()];
    for (const { at, value } of readings.slice(0, 2000)) learn(half, at, value, 0.1);
    const kept = new Float64Array(Uint8Array.from(Buffer.from(half.buffer)).buffer);
    expect(isLearnt(kept)).toBe(true);
    expect(isLearnt(emptyLearnt())).toBe(false);
    const scores = readings.map(({ at, value }) => learn(whole, at, value, 0.1));
    const after = readings.slice(2000).map(({ at, value }) => learn(kept, at, value, 0.1));
    expect(after).toEqual(scores.slice(2000));
    expect(whole).toHaveLength(emptyLearnt().length);
  });

  test('O1 H1 within the window the order of delivery changes nothing of what is learnt and raised', () => {
    const spikes = fc.array(
      fc.record({ at: fc.integer({ min: 300, max: 599 }), by: fc.integer({ min: -60, max: 60 }) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    const delays = fc.array(fc.integer({ min: 0, max: 20 * minuteMs }), { minLength: 600, maxLength: 600 });
    let raised = 0;
    fc.assert(
      fc.property(spikes, delays, (changes, late) => {
        const readings = wave(3).slice(0, 600);
        for (const { at, by } of changes) {
          const one = readings[at];
          if (one) one.value += by;
        }
        const sentry = makeThresholdSentry(rule, 0, 0, 900_000);
        const course = makeCourse(every, 0, NaN);
        let [newest, standing] = [-Infinity, 0];
        const say = (said: Say): void => {
          if (said.kind === 'raise') standing++;
          if (said.kind === 'retract') standing--;
        };
        const arriving = readings
          .map((one, i) => ({ one, now: one.at + (late[i] ?? 0) }))
          .sort((a, b) => a.now - b.now);
        for (const { one, now } of arriving) {
          if (one.at > newest) takeNewer(course, [sentry], one.at, one.value, now, say);
          else takeLate(course, [sentry], [one], now, say);
          newest = Math.max(newest, one.at);
        }
        const found = rehearse(rule, sensor, readings, start + 1e12);
        raised += found.length;
        expect(standing).toBe(found.length);
      }),
      { numRuns: 30 },
    );
    expect(raised).toBeGreaterThan(10);
  });

  test('the alarm says the value and between what it usually lies at this hour', () => {
    const state = emptyLearnt();
    for (const { at, value } of wave(20)) learn(state, at, value, 0.1);
    learn(state, start + 20 * 288 * every, 55, 0.1);
    const band = usualBand(state);
    expect(band?.[0]).toBeGreaterThan(15);
    expect(band?.[1]).toBeLessThan(25);
    const known = { ...must(sensingPack().pack.sensors[0], 'sensor'), measure: 'm', decimals: 1 };
    expect(conditionOf(known, rule, 55, 0, 0, { usual: [18.04, 22.06] })).toBe(
      '实测 55.0 m，异常：此时通常在 18.0–22.1 m',
    );
    expect(conditionOf(known, rule, 20, 0, 0, { usual: [18, 22] })).toBe(
      '实测 20.0 m，走势异常：持续偏离以往规律（此时通常在 18.0–22.0 m）',
    );
    expect(conditionOf(known, rule, 20, 0, 0)).toBe('实测 20.0 m，与以往规律不符');
  });
});

describe('NAB scoring', () => {
  const windows = [[500, 599]] as const;
  const said = (...places: readonly number[]): Float64Array => {
    const scores = new Float64Array(1000);
    for (const place of places) scores[place] = 1;
    return scores;
  };
  const scoreOf = (...places: readonly number[]): number =>
    nabScore([{ name: 'x', windows, scores: said(...places) }], 0.5).score;

  test.each([
    ['nothing said is 0', [], 0],
    ['the first point of each window is 100', [500], 100],
    ['only the best in a window counts', [500, 501, 550], 100],
    [
      'the middle of a window',
      [550],
      50 * (1 + (2 / (1 + Math.exp(-2.5)) - 1) / (2 / (1 + Math.exp(-5)) - 1)),
    ],
    ['a false point costs 0.11 of a window', [300, 500], 100 - 50 * 0.11],
    [
      'one just after a window costs less',
      [500, 609],
      100 + 50 * 0.11 * (2 / (1 + Math.exp((5 * 10) / 99)) - 1),
    ],
    ['probation is not scored', [100, 500], 100],
  ])('%s', (_, places, score) => {
    expect(scoreOf(...places)).toBeCloseTo(score, 9);
  });

  test('on the shorter series at hand the learned rule scores far above the windowed Gaussian, by one threshold each', () => {
    const series = readSeries(path.join(import.meta.dirname, '../../bench/nab')).filter(
      ({ at }) => at.length < 5_000,
    );
    expect(series).toHaveLength(22);
    const ours = series.map(({ name, windows: labels, at, value }) => {
      const state = emptyLearnt();
      return { name, windows: labels, scores: value.map((one, i) => learnOnce(state, at[i] ?? 0, one, 0)) };
    });
    const simple = series.map(({ name, windows: labels, value }) => ({
      name,
      windows: labels,
      scores: windowedGaussian(value),
    }));
    expect(nabScore(ours).score).toBeGreaterThan(66);
    expect(nabScore(simple).score).toBeLessThan(nabScore(ours).score - 20);
  }, 20_000);
});
