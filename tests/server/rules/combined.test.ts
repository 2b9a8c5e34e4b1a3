import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleSchema, type CombinedRule } from '#shared/sensing/rule.ts';
import { conditionOf } from '#shared/sensing/condition.ts';
import { combine, type Part, type Together, type TogetherSays } from '../../../server/rules/combined.ts';
import { rehearseTogether } from '../../../server/rules/rehearse-together.ts';
import { must } from '#shared/kernel/must.ts';
import { sensingPack } from '../../support/sensing.ts';

const ruleOf = (given: Partial<CombinedRule> = {}): CombinedRule =>
  ruleSchema.parse({
    kind: 'combined',
    id: 'many',
    on: { quantity: 'level' },
    item: 'x',
    rules: ['a', 'b'],
    need: 2,
    each: false,
    withinM: 1_000,
    withinMs: 1_000,
    ...given,
  }) as CombinedRule;
const part = (index: number, slot: number, rule: string): Part => ({
  index,
  slot,
  rule,
  since: NaN,
  until: NaN,
});

/** One place with parts `[slot, rule]`; what is said of it, by step. */
function play(
  rule: CombinedRule,
  parts: readonly (readonly [slot: number, rule: string])[],
  steps: readonly (readonly ['up' | 'down' | 'undo' | 'look', part: number, at: number])[],
): string[] {
  const one: Together = {
    index: 99,
    slot: 0,
    rule,
    isRaised: false,
    parts: parts.map(([slot, id], i) => part(i, slot, id)),
  };
  const said: string[] = [];
  let now = 0;
  const all = combine([one], (says) => said.push(`${says.kind}@${now}`));
  for (const [step, index, at] of steps) {
    now = at;
    if (step === 'up') all.raised(index, at);
    else if (step === 'down') all.cleared(index, at);
    else if (step === 'undo') all.undone(index, at);
    else all.look(at);
  }
  return said;
}

describe('combined', () => {
  const two = [
    [0, 'a'],
    [1, 'a'],
    [1, 'b'],
  ] as const;
  test.each([
    [
      'K2 two of many',
      ruleOf(),
      [
        ['up', 0, 10],
        ['up', 1, 20],
      ],
      ['raise@20'],
    ],
    [
      'K2 two rules on one sensor are one sensor',
      ruleOf(),
      [
        ['up', 1, 10],
        ['up', 2, 20],
      ],
      [],
    ],
    ['K1 its own sensor must be among them', ruleOf({ need: 1 }), [['up', 1, 10]], []],
    ['K2 any', ruleOf({ need: 1 }), [['up', 0, 10]], ['raise@10']],
    [
      'K2 each',
      ruleOf({ need: 1, each: true }),
      [
        ['up', 0, 10],
        ['up', 1, 20],
        ['up', 2, 30],
      ],
      ['raise@30'],
    ],
    [
      'K1 what was within its time counts',
      ruleOf(),
      [
        ['up', 0, 10],
        ['down', 0, 20],
        ['up', 1, 1_019],
      ],
      ['raise@1019'],
    ],
    [
      'K1 what was before does not',
      ruleOf(),
      [
        ['up', 0, 10],
        ['down', 0, 20],
        ['up', 1, 1_020],
      ],
      [],
    ],
    [
      'K4 its time runs out without anything being said',
      ruleOf(),
      [
        ['up', 0, 10],
        ['up', 1, 20],
        ['down', 1, 30],
        ['look', 0, 1_029],
        ['look', 0, 1_030],
      ],
      ['raise@20', 'clear@1030'],
    ],
    [
      'K4 what was never so',
      ruleOf(),
      [
        ['up', 0, 10],
        ['up', 1, 20],
        ['undo', 1, 30],
      ],
      ['raise@20', 'clear@30'],
    ],
  ] as const)('%s', (_, rule, steps, expected) => {
    expect(play(rule, two, steps)).toEqual(expected);
  });

  test('K1 K2 K4 it is raised exactly when a count over all that ever happened says so, in whatever order of the parts', () => {
    const events = fc.array(
      fc.record({
        index: fc.integer({ min: 0, max: 5 }),
        up: fc.boolean(),
        after: fc.integer({ min: 0, max: 700 }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    const rules = fc.record({ need: fc.integer({ min: 1, max: 3 }), each: fc.boolean() });
    let raised = 0;
    fc.assert(
      fc.property(
        events,
        rules,
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
        (list, given, order) => {
          const rule = ruleOf(given);
          const made = order.map((i) => part(i, i % 3, i < 3 ? 'a' : 'b'));
          const one: Together = { index: 99, slot: 0, rule, isRaised: false, parts: made };
          const all = combine([one], () => undefined);
          const spans: { index: number; from: number; to: number }[] = [];
          let now = 1;
          for (const { index, up, after } of list) {
            now += after;
            const open = spans.findLast((span) => span.index === index && span.to === Infinity);
            if (up && !open) spans.push({ index, from: now, to: Infinity });
            else if (!up && open) open.to = now;
            if (up && !open) all.raised(index, now);
            else if (!up && open) all.cleared(index, now);
            else all.look(now);
            const last = new Map(spans.map((span) => [span.index, span]));
            const stand = [...last.values()].filter(({ to }) => now - to < rule.withinMs);
            const slots = new Set(stand.map((span) => span.index % 3));
            const ids = new Set(stand.map((span) => (span.index < 3 ? 'a' : 'b')));
            const isHeld = slots.has(0) && slots.size >= rule.need && (!rule.each || ids.size === 2);
            // A look alone may end it, a raise or an end tells both ways.
            if (up !== (open !== undefined) || !isHeld) expect(one.isRaised).toBe(isHeld);
            if (one.isRaised) raised++;
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(raised).toBeGreaterThan(100);
  });

  test('K3 one event is told at one place, and at another when that is over', () => {
    const shared = [part(0, 0, 'a'), part(1, 1, 'a')];
    const places = [0, 1].map((slot): Together => ({
      index: 10 + slot,
      slot,
      rule: ruleOf(),
      isRaised: false,
      parts: shared,
    }));
    const said: TogetherSays[] = [];
    const all = combine(places, (says) => said.push(says));
    all.raised(0, 1);
    all.raised(1, 2);
    expect(said.map(({ kind, of }) => [kind, of.slot])).toEqual([['raise', 0]]);
    all.undone(0, 3);
    expect(places.map(({ isRaised }) => isRaised)).toEqual([false, false]);
  });

  test('H3 a rehearsal tells it of what its rules would have raised, near ones alone', () => {
    const at = (km: number): { lng: number; lat: number } => ({ lng: 120, lat: 31 + km / 111 });
    const raises = (
      from: number,
      end: number | null,
    ): { since: number; at: number; end: number | null }[] => [{ since: from, at: from, end }];
    const place = (
      slot: number,
      km: number,
      from: number,
      end: number | null,
    ): Parameters<typeof rehearseTogether>[1][number] => ({
      slot,
      place: at(km),
      isMeant: true,
      told: [{ rule: 'a', raises: raises(from, end) }],
    });
    const near = rehearseTogether(ruleOf(), [place(0, 0, 100, 5_000), place(1, 0.5, 200, 300)]);
    expect([...near]).toEqual([[1, [{ since: 100, at: 200, end: 1_300 }]]].map(([, list]) => [0, list]));
    expect([...rehearseTogether(ruleOf(), [place(0, 0, 100, null), place(1, 5, 200, null)])]).toEqual([]);
  });

  test('the alarm names who stands together', () => {
    const known = must(sensingPack().pack.sensors[0], 'sensor');
    expect(conditionOf(known, ruleOf(), 1, 0, 0, { others: ['甲', '乙'] })).toBe(
      '1 公里、1 秒内 2 个监测点同时报警：甲、乙',
    );
  });
});
