import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floodItems, floodWindowMs } from '#shared/sensing/alarm.ts';
import { noDataRule, thresholdRule, type Rule } from '#shared/sensing/rule.ts';
import type { Alarm, Raise } from '../../../server/alarms/alarm.ts';
import { makeChatter } from '../../../server/alarms/chatter.ts';
import { makeGovernor, type Governor } from '../../../server/alarms/governor.ts';
import { makeLoad } from '../../../server/alarms/load.ts';

const high = (id: string, urgent = false, opens?: 'alarm'): Rule =>
  thresholdRule.parse({
    kind: 'threshold',
    id,
    on: { quantity: 'level' },
    item: 'x',
    urgent,
    side: 'above',
    enter: 1,
    enterMs: 0,
    leave: 1,
    leaveMs: 0,
    ...(opens && { opens }),
  });
const silent = noDataRule.parse({
  kind: 'no-data',
  id: 'silent',
  on: { quantity: 'level' },
  item: 'x',
  afterMs: 900_000,
});
const raise = (index: number, rule: Rule, at = 0): Raise => ({
  sentry: { index, slot: index, rule },
  since: at,
  at,
  shown: { sensor: index, rule: rule.id, since: at, incident: null },
});
function open(desks: readonly string[] = ['01']): { governor: Governor; all: Alarm[] } {
  let serial = 0;
  const all: Alarm[] = [];
  const made = makeGovernor({
    newId: () => String(++serial),
    jurisdictionOf: () => 'toy',
    sensorOf: ({ slot }: { slot: number }) => `s-${slot}`,
    operators: () => desks,
  });
  return {
    all,
    governor: {
      ...made,
      place(one, now, isAgain) {
        const placed = made.place(one, now, isAgain);
        if (placed.isNew) all.push(placed.alarm);
        return placed;
      },
    },
  };
}

describe('governor', () => {
  test('L1 10,000 raises a minute of 50 that flicker hide none of 20 that are true, and people see ten at the most', () => {
    const { governor, all } = open();
    const rules = [high('a'), high('b'), high('c', true), high('d')];
    const trueAt = new Map(Array.from({ length: 20 }, (_, i) => [100 + i, 1_500 + i * 2_900]));
    const isUrgent = (index: number): boolean => index % 4 === 0;
    let raised = 0;
    for (let now = 0; now < 60_000; now += 300) {
      for (let bad = 0; bad < 50; bad++) {
        governor.place(raise(bad, rules[bad % 4] ?? silent, now), now);
        governor.end(bad, now + 100);
        raised++;
      }
      for (const [index, at] of trueAt) {
        if (at < now || at >= now + 300) continue;
        const { alarm } = governor.place(
          raise(index, isUrgent(index) ? high('gas', true) : high('wet'), now),
          now,
        );
        raised++;
        if (!isUrgent(index)) continue;
        // It stands first at once, and what is first asks for an act.
        expect(governor.list('toy')[0]).toBe(alarm);
        expect(alarm.members.has(index)).toBe(true);
      }
    }
    expect(raised).toBe(10_020);
    expect(all.length).toBeLessThanOrEqual(floodItems);
    const shown = governor.list('toy');
    for (const index of trueAt.keys())
      expect(shown.some((one) => one.kind !== 'chatter' && one.members.has(index))).toBe(true);
    expect(shown.reduce((sum, { raises }) => sum + raises, 0)).toBe(raised);
    // What flickers is among its like, but for those that came first and have a place of their own.
    const apart = shown.filter(({ kind }) => kind !== 'chatter');
    expect(
      apart.flatMap(({ known }) => [...known.keys()]).filter((index) => index < 50).length,
    ).toBeLessThanOrEqual(6);
  });

  test('L2 whatever comes, in no ten minutes more alarms are new than the desks can read; no raise is without its alarm', () => {
    const step = fc.record({
      index: fc.integer({ min: 0, max: 40 }),
      rule: fc.integer({ min: 0, max: 5 }),
      after: fc.integer({ min: 0, max: 90_000 }),
      ends: fc.boolean(),
    });
    const rules = [high('a'), high('b'), high('c', true), high('d', true), silent, high('e', false, 'alarm')];
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 0, max: 3 }), (steps, desks) => {
        const { governor, all } = open(Array.from({ length: desks }, (_, i) => `0${i}`));
        let now = 0;
        for (const { index, rule, after, ends } of steps) {
          now += after;
          governor.tidy(now);
          for (let one = governor.turn('toy', now); one; one = governor.turn('toy', now))
            governor.place(one, now, true);
          const of = rules[rule] ?? silent;
          if (ends) governor.end(index * 6 + rule, now);
          else {
            const { alarm } = governor.place(raise(index * 6 + rule, of, now), now);
            expect(governor.alarmOf(index * 6 + rule)).toBe(alarm);
            expect(alarm.members.has(index * 6 + rule)).toBe(true);
          }
          const recent = all.filter(({ openedAt }) => now - openedAt < floodWindowMs);
          expect(recent.length).toBeLessThanOrEqual(floodItems * Math.max(1, desks));
          expect(governor.count('toy', now)).toBe(recent.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('L3 the rest waits for its turn and is told by itself, the longest raised first', () => {
    const { governor } = open();
    const tells = Array.from({ length: 8 }, (_, i) => governor.place(raise(i, high(`r${i}`), i), i));
    expect(tells.map(({ alarm, tell }) => [alarm.kind, tell])).toEqual([
      ...Array.from({ length: 3 }, () => ['single', 'one']),
      ['condition', 'group'],
      ...Array.from({ length: 4 }, () => ['rest', 'nothing']),
    ]);
    expect(governor.turn('toy', 1_000)).toBeNull();
    const turns: number[] = [];
    for (
      let one = governor.turn('toy', floodWindowMs + 10);
      one;
      one = governor.turn('toy', floodWindowMs + 10)
    ) {
      turns.push(one.sentry.index);
      expect(governor.place(one, floodWindowMs + 10, true)).toMatchObject({
        tell: 'one',
        alarm: { kind: 'single' },
      });
    }
    expect(turns).toEqual([4, 5, 6]);
  });

  test('L6 one that is back and comes again asks again, though it was acknowledged; what flickers does not', () => {
    const { governor } = open();
    const { alarm } = governor.place(raise(0, high('a')), 0);
    alarm.acknowledged = { id: 'd', by: 'd', at: 1 };
    governor.end(0, 120_000);
    governor.place(raise(0, high('a')), 300_000);
    expect(alarm).toMatchObject({ acknowledged: null, overAt: null, raises: 2 });
    for (const now of [300_100, 300_200, 300_300]) {
      alarm.acknowledged = { id: 'd', by: 'd', at: now };
      governor.end(0, now);
      governor.place(raise(0, high('a')), now + 50);
      expect(alarm.acknowledged === null).toBe(now === 300_100);
    }
  });

  test('S1 what is put aside is not told, comes back at its term, and asks again', () => {
    const { governor } = open();
    const { alarm } = governor.place(raise(0, high('a', true)), 0);
    alarm.shelved = { id: 'd', by: 'd', at: 1, until: 700_000, reason: 'works' };
    governor.end(0, 10);
    expect(governor.place(raise(0, high('a', true)), 100_000).tell).toBe('nothing');
    expect(governor.tidy(699_999).back).toEqual([]);
    expect(governor.tidy(700_000).back).toEqual([alarm]);
    expect(alarm).toMatchObject({ shelved: null, acknowledged: null });
  });

  test('L1 a new alarm is the turn of whoever had the fewest', () => {
    const load = makeLoad();
    const turns = Array.from({ length: 6 }, (_, i) => load.open(false, false, ['01', '02', '03'], i));
    expect(turns).toEqual(['01', '02', '03', '01', '02', '03']);
    expect(load.open(false, false, [], 7)).toBeNull();
    expect(load.count(7)).toBe(7);
    expect(load.count(floodWindowMs + 7)).toBe(0);
  });
});

describe('chatter', () => {
  test('L5 three in a minute, or six in an hour, until it was quiet for half an hour', () => {
    const chatter = makeChatter();
    expect([0, 30_000, 61_000].map((now) => chatter.raise(1, now))).toEqual([false, false, false]);
    expect(chatter.raise(1, 85_000)).toBe(true);
    expect(chatter.isChattering(1, 85_000 + 1_800_000)).toBe(true);
    expect(chatter.isChattering(1, 85_001 + 1_800_000)).toBe(false);
    expect([0, 1, 2, 3, 4].map((i) => chatter.raise(2, i * 700_000))).not.toContain(true);
    expect([0, 1, 2, 3, 4, 5].map((i) => chatter.raise(3, i * 700_000))).toEqual([
      ...Array.from({ length: 5 }, () => false),
      true,
    ]);
    chatter.tidy(20_000_000);
    expect(chatter.size).toBe(0);
  });
});
