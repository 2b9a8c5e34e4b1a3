import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thresholdRule } from '#shared/sensing/rule.ts';
import {
  makeCourse,
  takeLate,
  takeNewer,
  type Course,
  type Heard,
  type Say,
} from '../../../server/rules/course.ts';
import { restingThreshold, stepThreshold } from '../../../server/rules/threshold.ts';
import { gapOf, makeThresholdSentry, type ThresholdSentry } from '../../../server/rules/sentries.ts';

const minute = 60_000;
const start = 1_800_000_000_000;
const gas = (more: object = {}) =>
  thresholdRule.parse({
    kind: 'threshold',
    id: 'gas',
    on: { quantity: 'gas' },
    item: 'gas-leak',
    urgent: true,
    side: 'above',
    enter: 20,
    enterMs: 30_000,
    leave: 8,
    leaveMs: 60_000,
    ...more,
  });

interface Desk {
  course: Course;
  sentry: ThresholdSentry;
  /** Raises less those taken back. */
  standing: number;
  raises: number;
  clears: number;
  isRaised(): boolean;
  /** Readings of one commit, as the lane tells newer from late. */
  commit(heard: readonly Heard[], now: number): void;
}

function desk(rule = gas(), everyMs = 10_000, gapMs = 15 * minute): Desk {
  const sentry = makeThresholdSentry(rule, 0, 0, gapMs);
  let newest = -Infinity;
  const made: Desk = {
    course: makeCourse(everyMs, 2 * minute, NaN),
    sentry,
    standing: 0,
    raises: 0,
    clears: 0,
    isRaised: () => sentry.state.isRaised || (sentry.arrival?.isRaised ?? false),
    commit(heard, now) {
      const late = heard.filter(({ at }) => {
        const isLate = at <= newest;
        newest = Math.max(newest, at);
        return isLate;
      });
      if (late.length > 0) takeLate(made.course, [sentry], heard, now, say);
      else for (const { at, value } of heard) takeNewer(made.course, [sentry], at, value, now, say);
    },
  };
  function say(said: Say): void {
    if (said.kind === 'raise') made.standing++;
    if (said.kind === 'raise') made.raises++;
    if (said.kind === 'retract') made.standing--;
    if (said.kind === 'clear') made.clears++;
  }
  return made;
}

/** The rules word by word: all readings in their order. */
function inOrder(
  readings: readonly Heard[],
  rule = gas(),
  gapMs = 15 * minute,
): { times: number; isRaised: boolean } {
  const state = restingThreshold();
  let times = 0;
  const seen = new Set<number>();
  for (const { at, value } of [...readings].sort((a, b) => a.at - b.at)) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (stepThreshold(rule, state, at, value, gapMs) === 1) times++;
  }
  return { times, isRaised: state.isRaised };
}

/** Dangerous and safe by turns, for long and for short; ten seconds apart, a few hundred milliseconds off. */
const stream = fc
  .array(fc.tuple(fc.constantFrom(5, 15, 30), fc.integer({ min: 1, max: 9 }), fc.nat(900)), {
    minLength: 1,
    maxLength: 12,
  })
  .map((runs) => runs.flatMap(([value, times, off]) => Array.from({ length: times }, () => ({ value, off }))))
  .map((list) => list.map(({ value, off }, i): Heard => ({ at: start + i * 10_000 + off, value })));

describe('the course of a sensor', () => {
  test('O1 O2 no order of delivery within the window changes what is raised', () => {
    let shuffled = 0;
    let raised = 0;
    fc.assert(
      fc.property(
        stream,
        fc.infiniteStream(fc.nat(110_000)),
        fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
        fc.boolean(),
        (readings, delays, sizes, isSlow) => {
          const rule = gas({ leaveMs: isSlow ? 60_000 : 0 });
          // Each comes up to its delay after its instant: less than the window, so it overtakes nothing by more.
          const delivered = readings
            .map((one) => ({ ...one, now: one.at + (delays.next().value ?? 0) }))
            .sort((a, b) => a.now - b.now);
          if (delivered.some(({ at }, i) => i > 0 && at < (delivered[i - 1]?.at ?? 0))) shuffled++;
          const made = desk(rule);
          for (let i = 0; i < delivered.length;) {
            const size = sizes.next().value ?? 1;
            const batch = delivered.slice(i, (i += size));
            made.commit(batch, batch.at(-1)?.now ?? 0);
          }
          const told = inOrder(readings, rule);
          raised += told.times;
          expect([made.standing, made.isRaised()]).toEqual([told.times, told.isRaised]);
        },
      ),
      { numRuns: 1_500 },
    );
    expect(Math.min(shuffled, raised)).toBeGreaterThan(500);
  });

  test('O2 one message in any order is as good as in its own, however long it is', () => {
    fc.assert(
      fc.property(
        stream,
        fc.integer({ min: 1, max: 8 }),
        fc.infiniteStream(fc.nat()),
        (readings, copies, dice) => {
          const long = Array.from({ length: copies }, (_, k) =>
            readings.map(({ at, value }) => ({ at: at + k * 1_200_000, value })),
          ).flat();
          const keyed = long.map((one) => [dice.next().value ?? 0, one] as const);
          const any = keyed.sort(([a], [b]) => a - b).map(([, one]) => one);
          const newestFirst = [...long].reverse();
          for (const message of [any, newestFirst, [...long, ...long]]) {
            const made = desk();
            made.commit(message, start);
            expect([made.standing, made.isRaised()]).toEqual(Object.values(inOrder(long)));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('O3 late data that shows a raise to be none takes it back; an end that was none is no second raise', () => {
    const made = desk();
    made.commit([{ at: start, value: 30 }], start);
    made.commit([{ at: start + 40_000, value: 30 }], start + 40_000);
    expect(made.isRaised()).toBe(true);
    made.commit([{ at: start + 20_000, value: 1 }], start + 41_000);
    expect([made.isRaised(), made.standing]).toEqual([false, 0]);
    made.commit([{ at: start + 80_000, value: 30 }], start + 80_000);
    expect([made.isRaised(), made.standing]).toEqual([true, 1]);
  });

  test('O4 one stamp ahead of time blinds nothing until its instant', () => {
    const made = desk();
    made.commit([{ at: start + 120_000, value: 1 }], start);
    for (let s = 1_000; s <= 41_000; s += 10_000) made.commit([{ at: start + s, value: 60 }], start + s);
    expect(made.raises).toBe(1);
  });

  test('A1 A2 a replaced device whose clock is slow raises as soon as any other, and clears', () => {
    for (const slowMs of [3 * minute, 2 * 60 * minute, 8 * 60 * minute]) {
      const made = desk();
      for (let i = 0; i < 30; i++) made.commit([{ at: start + i * 10_000, value: 1 }], start + i * 10_000);
      let now = start + 300_000;
      const send = (value: number): void => made.commit([{ at: now - slowMs, value }], (now += 10_000));
      for (let i = 0; i < 4; i++) send(60);
      expect([made.isRaised(), made.raises], `${slowMs} ms slow`).toEqual([true, 1]);
      for (let i = 0; i < 8; i++) send(1);
      expect([made.isRaised(), made.clears], `${slowMs} ms slow`).toEqual([false, 1]);
    }
  });

  test('A2 an hour of the past that comes at once is not the present, in whatever order', () => {
    const past = Array.from({ length: 360 }, (_, i): Heard => ({ at: start + i * 10_000, value: 60 }));
    for (const order of [past, [...past].reverse()]) {
      const made = desk();
      made.commit([{ at: start + 7_200_000, value: 1 }], start + 7_200_000);
      for (let i = 0; i < order.length; i += 50) made.commit(order.slice(i, i + 50), start + 7_201_000 + i);
      expect(made.raises).toBe(0);
    }
  });

  test('A3 a clock that was set right clears what was raised while it was slow', () => {
    const made = desk();
    made.commit([{ at: start, value: 1 }], start);
    let now = start;
    for (let i = 0; i < 5; i++) made.commit([{ at: (now += 10_000) - 7_200_000, value: 60 }], now);
    expect(made.isRaised()).toBe(true);
    for (let i = 0; i < 5; i++) made.commit([{ at: (now += 10_000), value: 60 }], now);
    expect([made.isRaised(), made.raises]).toEqual([true, 1]);
    for (let i = 0; i < 8; i++) made.commit([{ at: (now += 10_000), value: 1 }], now);
    expect([made.isRaised(), made.clears]).toEqual([false, 1]);
  });

  test('T5 at every pace either the threshold sees or the silence is told', () => {
    const silent = {
      kind: 'no-data',
      id: 's',
      on: { quantity: 'gas' },
      item: 'x',
      urgent: false,
      afterMs: 900_000,
    } as const;
    for (const paceMs of [1_000, 20_000, 61_000, 119_000, 300_000, 899_000, 901_000, 3_600_000]) {
      const made = desk(gas(), 20_000, gapOf([gas(), silent], 20_000));
      const span = Math.max(4 * paceMs, 40_000);
      for (let at = start; at <= start + span; at += paceMs) made.commit([{ at, value: 60 }], at);
      expect(made.raises === 1 || paceMs >= silent.afterMs, `every ${paceMs} ms`).toBe(true);
    }
    expect(gapOf([gas()], 1_000)).toBe(900_000);
    expect(gapOf([gas(), silent], 600_000)).toBe(1_800_000);
  });

  test('keeps a bounded number of readings, however many come', () => {
    const made = desk(gas(), 1_000);
    for (let i = 0; i < 10_000; i++)
      made.commit([{ at: start + i * 1_000, value: i % 50 }], start + i * 1_000);
    expect(made.course.rows.length).toBeLessThanOrEqual(4 * made.course.depth);
    expect(made.sentry.episodes.length).toBeLessThanOrEqual(2 * made.course.depth);
  });
});
