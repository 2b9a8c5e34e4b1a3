import fc from 'fast-check';
import { expect, it } from 'vitest';
import { colours } from '#shared/warning/colour.ts';
import { warningPolicy, type Proposing } from '#shared/warning/policy.ts';
import {
  lineWith,
  newLine,
  ownLines,
  policyWithLine,
} from '../../../client/apps/admin/config/warning-policy.ts';

const line = (indicator: string, grid?: string): Proposing => ({
  ...lineWith(newLine(grid ?? null, 3), { indicator, title: '超限' }),
});
const rule: Proposing = {
  kind: 'flood',
  rule: 'level-high',
  least: 1,
  colour: 'red',
  title: '内涝',
  level: 1,
  measures: '',
};

it('an administrator of a part has the lines of grids there, the county all about indicators, nobody those of rules', () => {
  const policy = { proposes: [rule, line('air'), line('noise', 'west'), line('noise', 'east')] };
  const places = (own: ReadonlySet<string> | null) => ownLines(policy, own).map(({ at }) => at);
  expect(places(null)).toEqual([1, 2, 3]);
  expect(places(new Set(['west']))).toEqual([2]);
  expect(places(new Set())).toEqual([]);
});

it('whatever is chosen in whatever order, a line that is filled in is one of the schema, and no other line changes', () => {
  const change = fc.oneof(
    fc.record({ level: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ grid: fc.constantFrom('', 'west', 'east') }),
    fc.record({ colour: fc.constantFrom(...colours) }),
    fc.record({ minutes: fc.integer({ min: 1, max: 2880 }) }),
    fc.record({ by: fc.double({ min: 0, max: 1e6, noNaN: true }) }),
    fc.record({ measures: fc.string({ maxLength: 1000 }) }),
    fc.record({ indicator: fc.constantFrom('pm25-mean', '湖 level', 'PM10') }),
  );
  fc.assert(
    fc.property(fc.option(fc.constant('west'), { nil: null }), fc.array(change), (grid, changes) => {
      const begun = lineWith(newLine(grid, 3), { indicator: 'pm25-mean', title: '重污染' });
      const made = changes.reduce<Proposing>((before, more) => lineWith(before, more), begun);
      const others = [rule, line('noise', 'east')];
      const policy = policyWithLine({ proposes: [...others, begun] }, 2, made);
      expect(warningPolicy.safeParse(policy).error?.issues ?? []).toEqual([]);
      expect(policy.proposes?.slice(0, 2)).toEqual(others);
      expect(policyWithLine(policy, 2, null).proposes).toEqual(others);
    }),
  );
});
