import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsZone } from '#shared/clock/zone.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { ruleSchema, type CourseRule } from '#shared/sensing/rule.ts';
import { capTime } from '#shared/warning/cap.ts';
import { derivedOf, emptyMemory } from '../../../server/rules/derive.ts';
import { learnPast } from '../../../server/rules/remember.ts';

/** What goes by the hour of the day, and what is told to the world, on the days on which a county's clocks change. */
const zones = [
  {
    time: { zone: 'Europe/Berlin', utcOffsetMinutes: 60 },
    changes: ['2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  },
  {
    time: { zone: 'America/New_York', utcOffsetMinutes: -300 },
    changes: ['2026-03-08T07:00Z', '2026-11-01T06:00Z'],
  },
] as const;
const cases = zones.flatMap(({ time, changes }) =>
  changes.map((change) => ({ time, change: Date.parse(change) })),
);
const ruleOf = (given: object): CourseRule =>
  ruleSchema.parse({ id: 'r', on: { quantity: 'level' }, item: 'x', ...given }) as CourseRule;
const limits = { side: 'above', enter: 2, enterMs: 20_000, leave: 1, leaveMs: 10_000 };
const usual = ruleOf({
  ...limits,
  kind: 'deviation',
  hours: Array.from({ length: 24 }, (_, hour) => hour),
});
const walls = new Map(
  zones.map(({ time: { zone } }) => [
    zone as string,
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);
/** `2026-03-29 03:00:00` as the clock on the wall shows it, by Intl alone. */
const wall = (zone: string, at: number): string => must(walls.get(zone), zone).format(at);
/** Instants within a day and a half of a change, to the second. */
const around = (change: number) =>
  fc.integer({ min: -36 * 3600, max: 36 * 3600 }).map((seconds) => change + seconds * 1000);

describe.each(cases)('$time.zone at $change', ({ time, change }) => {
  it('the usual value is that of the hour on the wall', () => {
    expect(fitsZone(time, 2026)).toBe(true);
    const derived = must(derivedOf(usual, time), 'derived');
    fc.assert(
      fc.property(around(change), (at) => {
        const [hour = 0, minute = 0, second = 0] = wall(time.zone, at).slice(11).split(':').map(Number);
        const shown = hour + minute / 60 + second / 3600;
        // The last hour of a day runs back to the first.
        const expected = hour < 23 ? shown : 23 * (24 - shown);
        expect(derived.step(emptyMemory(), at, 0, hourMs)).toBeCloseTo(-expected, 6);
      }),
    );
  });

  it('a time of a message is the wall with its offset, and the very instant', () => {
    fc.assert(
      fc.property(around(change), (at) => {
        const text = capTime(at, time);
        expect(Date.parse(text)).toBe(at);
        expect(text.slice(0, 19).replace('T', ' ')).toBe(wall(time.zone, at));
      }),
    );
  });

  it('what is learnt knows the hours of the wall, and no reading of an hour that is shown twice is lost', () => {
    const rule = ruleOf({ kind: 'learned', least: 0.5, learnMs: 14 * dayMs, beyond: 1, leaveMs: 60_000 });
    const derived = must(derivedOf(rule, time), 'derived');
    const memory = emptyMemory('learned');
    const state = must(memory.learnt, 'state');
    const from = change - 30 * dayMs;
    // A pump that the clock on the wall switches on at six.
    const valueAt = (at: number): number => (Number(wall(time.zone, at).slice(11, 13)) >= 6 ? 10 : 0);
    const buckets = Array.from({ length: (29 * dayMs) / (5 * minuteMs) }, (_, i) => {
      const minute = from + i * 5 * minuteMs;
      return { minute, min: valueAt(minute), max: valueAt(minute) };
    });
    if (rule.kind === 'learned') learnPast(state, rule, buckets, time);
    const scores: number[] = [];
    for (let at = change - dayMs; at < change + 2 * dayMs; at += 5 * minuteMs)
      scores.push(derived.step(memory, at, valueAt(at), hourMs));
    expect(scores.filter(Number.isNaN)).toEqual([]);
    expect(Math.max(...scores)).toBeLessThan(1);
  });
});
