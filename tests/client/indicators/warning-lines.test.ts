import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposing, type Proposing } from '#shared/warning/policy.ts';
import { beyondNow, linesFrom, policyWith } from '../../../client/apps/indicators/warning-lines.ts';

const line = (given: object): Proposing =>
  proposing.parse({ kind: 'air', colour: 'blue', title: '重污染天气', ...given });
const policy = [
  line({ rule: 'river-high', kind: 'river' }),
  line({
    indicator: 'pm25',
    by: 20,
    level: 0,
    measures: '减少外出',
    to: { grids: true, units: [], posts: [] },
  }),
  line({ indicator: 'noise', kind: 'noise', level: 0 }),
  line({ indicator: 'pm25', by: 60, colour: 'yellow', apart: true, level: 2, forMs: 3_600_000 }),
];

describe('the warnings that an indicator proposes', () => {
  it('are read as they stand, and written back they change nothing but their place', () => {
    const lines = linesFrom(policy, 'pm25');
    expect(lines.map(({ level, by, minutes }) => [level, by, minutes])).toEqual([
      [0, 20, 10],
      [2, 60, 60],
    ]);
    const again = policyWith(policy, 'pm25', lines);
    expect(linesFrom(again, 'pm25').map(({ was: _, ...one }) => one)).toEqual(
      lines.map(({ was: _, ...one }) => one),
    );
    expect(again.map(({ indicator, rule }) => indicator ?? rule)).toEqual([
      'river-high',
      'pm25',
      'pm25',
      'noise',
    ]);
    // What the editor does not show stays.
    expect(again[1]).toMatchObject({ measures: '减少外出', to: { grids: true, units: [], posts: [] } });
  });

  it('whatever is edited is a line that the policy takes, apart only where a level is chosen, and others stay', () => {
    const edited = fc.record({
      colour: fc.constantFrom('red' as const, 'blue' as const),
      title: fc.constantFrom('大风', ' 大风 '),
      by: fc.double({ min: 0, max: 1e3, noNaN: true }),
      minutes: fc.integer({ min: 1, max: 2_880 }),
      level: fc.constantFrom(0 as const, 1 as const, 2 as const),
      was: fc.constantFrom(null, ...linesFrom(policy, 'pm25').map(({ was }) => was)),
    });
    fc.assert(
      fc.property(
        fc.array(edited, { maxLength: 4 }),
        fc.constantFrom('pm25', '全县 PM2.5', 'wind'),
        (lines, id) => {
          const made = policyWith(policy, id, lines);
          const mine = made.filter(({ indicator }) => indicator === id);
          expect(mine.length).toBe(lines.length);
          mine.forEach((one, i) => {
            expect(proposing.safeParse(one).success).toBe(true);
            const level = lines[i]?.level ?? 0;
            expect([one.apart ?? false, one.level]).toEqual([level > 0, level]);
          });
          const others = (all: readonly Proposing[]) => all.filter(({ indicator }) => indicator !== id);
          expect(others(made)).toEqual(others(policy));
        },
      ),
    );
  });

  it('the areas that lie beyond now are told, the farthest first, those without a value not at all', () => {
    const areas = [
      { name: 'a', value: 80 },
      { name: 'b', value: 120 },
      { name: 'c', value: null },
      { name: 'd', value: 10 },
    ];
    expect(beyondNow(areas, { low: 20, high: 75 }, 0)).toEqual(['b', 'd', 'a']);
    expect(beyondNow(areas, { low: 20, high: 75 }, 5)).toEqual(['b', 'd']);
    expect(beyondNow(areas, { low: null, high: null }, 0)).toEqual([]);
  });
});
