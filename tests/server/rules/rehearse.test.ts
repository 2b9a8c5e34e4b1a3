import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleSchema, type CombinedRule, type CourseRule, type Rule } from '#shared/sensing/rule.ts';
import { makeCourse, takeLate, takeNewer, type Heard, type Say } from '../../../server/rules/course.ts';
import { rehearse } from '../../../server/rules/rehearse.ts';
import { makeThresholdSentry } from '../../../server/rules/sentries.ts';

const start = 1_800_000_000_000;
const single = (given: object): Exclude<Rule, CombinedRule> => {
  const rule = ruleSchema.parse(given);
  if (rule.kind === 'combined') throw new Error('of several sensors');
  return rule;
};
const who = { id: 'r', on: { quantity: 'level' }, item: 'x' };
const limits = { side: 'above', enter: 5, enterMs: 20_000, leave: 3, leaveMs: 10_000 };
const rules = [
  { kind: 'threshold', ...who, ...limits },
  { kind: 'rate', ...who, ...limits, enter: 300, leave: 100, overMs: 30_000 },
  { kind: 'stuck', ...who, forMs: 60_000, within: 0.1 },
]
  .map((rule) => single(rule))
  // In minutes, to be told within the stream.
  .concat([
    { ...single({ kind: 'drift', ...who, overMs: 21_600_000, by: 1 }), overMs: 60_000 } as Exclude<
      Rule,
      CombinedRule
    >,
  ]);
const sensor = { everyMs: 10_000, range: [-10, 100] as const, rules: [], time: { utcOffsetMinutes: 0 } };

const stream = fc
  .array(
    fc.record({ after: fc.integer({ min: 2_000, max: 25_000 }), value: fc.constantFrom(0, 2, 4, 6, 9, 999) }),
    {
      minLength: 1,
      maxLength: 80,
    },
  )
  .map((steps) => {
    let at = start;
    return steps.map(({ after, value }): Heard => ({ at: (at += after), value }));
  });

describe('rehearsal', () => {
  test('H1 what a rehearsal finds is what the watchman raises of the same readings, late ones among them', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 80, maxLength: 80 });
    fc.assert(
      fc.property(stream, delays, fc.constantFrom(...rules), (readings, late, rule) => {
        const sentry = makeThresholdSentry(rule as CourseRule, 0, 0, 900_000);
        const course = makeCourse(10_000, 120_000, NaN);
        const standing: number[] = [];
        const say = (said: Say): void => {
          if (said.kind === 'raise') standing.push(said.since);
          if (said.kind === 'retract') standing.splice(standing.indexOf(said.since), 1);
        };
        let newest = -Infinity;
        const arriving = readings
          .filter(({ value }) => value < 100)
          .map((one, i) => ({ one, now: one.at + (late[i] ?? 0) }))
          .sort((a, b) => a.now - b.now);
        for (const { one, now } of arriving) {
          if (one.at > newest) takeNewer(course, [sentry], one.at, one.value, now, say);
          else takeLate(course, [sentry], [one], now, say);
          newest = Math.max(newest, one.at);
        }
        const found = rehearse(rule, sensor, readings, start + 10_000_000);
        expect(found).toHaveLength(standing.length);
        expect(found.at(-1)?.end === null).toBe(sentry.state.isRaised);
      }),
      { numRuns: 300 },
    );
  });

  test('H2 a silence is a gap as long as the rule asks, the last one up to the end of the history', () => {
    const rule = single({ kind: 'no-data', ...who, afterMs: 60_000 });
    const readings = [0, 10_000, 70_000, 71_000].map((at) => ({ at, value: 1 }));
    expect(rehearse(rule, sensor, readings, 100_000)).toEqual([{ since: 10_000, at: 70_000, end: 70_000 }]);
    expect(rehearse(rule, sensor, readings, 131_000)).toEqual([
      { since: 10_000, at: 70_000, end: 70_000 },
      { since: 71_000, at: 131_000, end: null },
    ]);
    expect(rehearse(rule, sensor, [], 1_000_000)).toEqual([]);
  });
});
