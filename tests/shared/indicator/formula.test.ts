import fc from 'fast-check';
import { englishOf } from '#shared/kernel/reasons.ts';
import { describe, expect, it } from 'vitest';
import { isFormulaFault, parseFormula } from '#shared/indicator/formula.ts';
import { denominatorOf, endsOf, evaluate, type Formula } from '#shared/indicator/leaf.ts';
import { leafText } from '#shared/indicator/leaf-text.ts';
import { ringsIn, typeFormula, type FormulaGround } from '#shared/indicator/typing.ts';
import { must } from '#shared/kernel/must.ts';

const ground: FormulaGround = {
  quantities: new Set(['pm25', 'rainfall']),
  items: new Set(['noise', 'night-noise']),
  domains: new Set(['water', 'traffic']),
  procedures: new Set(['approval']),
  sources: new Set(['patrol']),
  colours: new Set(['red']),
  systems: new Set(['emergency']),
  series: new Set(['gdp']),
  indicators: new Set(['a', 'b']),
  facts: new Set(['area']),
  hasGrid: (id) => id === '330383-001',
};
const typed = (text: string): Formula => {
  const formula = typeFormula(text, ground);
  if (isFormulaFault(formula)) throw new Error(englishOf(formula.reason));
  return formula;
};
/** Every leaf is 6, every indicator 4. */
const valueOf = (text: string): number | null =>
  evaluate(
    typed(text),
    () => 6,
    () => 4,
  );

describe('formulas', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 - 2 - 1', 5],
    ['12 / 2 / 3', 2],
    ['-2 * -3', 6],
    ['2 - -1.5', 3.5],
    ['mean(pm25) / 2 + @a', 7],
    ['percent(reported(), reported(over: 30d))', 100],
    ['reported() / (mean(pm25) - 6)', null],
    ['given(gdp) / area * 10000', 10_000],
    ['sensors-online(system: emergency) - 1', 5],
    ['count(pm25 >= -3)', 6],
  ])('%s', (text, value) => {
    expect(valueOf(text)).toBe(value);
  });

  it.each([
    'mean(pm25, over: 6h, in: "330383-001")',
    'share(pm25 <= -2.5)',
    'points(rainfall)',
    'on-time(items: noise night-noise, domains: water, sources: patrol, over: quarter)',
    'overdue(procedures: approval, in: "330383-001")',
    'warnings(colours: red)',
    'issued(over: 90d)',
    'alarms(system: emergency)',
    'cameras',
    'total(gdp, over: year)',
    'growth(gdp)',
    'area',
  ])('a leaf in its own words is itself: %s', (text) => {
    const [leaf] = endsOf(typed(text)).leaves;
    expect(typed(leafText(must(leaf, text)))).toEqual(typed(text));
    expect(leafText(must(leaf, text))).toBe(text);
  });

  it('knows each end once, and what it divides by', () => {
    const formula = typed('percent(reported(items: noise), reported()) + reported(items: noise) * @a + @a');
    const { leaves, indicators } = endsOf(formula);
    expect([leaves.length, indicators]).toEqual([2, ['a']]);
    const rate = typed('percent(on-time(over: 30d), due(over: 30d))');
    expect(denominatorOf(rate)).toEqual(typed('due(over: 30d)'));
    expect(denominatorOf(typed('reported() / area * 10000'))).toEqual(typed('area'));
    expect(denominatorOf(typed('reported()'))).toBeNull();
  });

  it.each([
    ['', 1, 'a value is expected, not the end'],
    ['mean(pm25', 10, '")" is expected before the end'],
    ['mean(pm25) pm25', 12, '"pm25" is not expected here'],
    ['1 + $', 5, '"$" belongs to no formula'],
    ['mean(pm26)', 6, 'there is no quantity "pm26"'],
    ['reported(items: noise noize)', 23, 'there is no item "noize"'],
    ['reported(over: 3w)', 16, '"3w" is no window: today, 7d, 30d, 90d, 365d, month, quarter, year'],
    ['mean(pm25, over: 25h)', 18, '"25h" is no window of readings: 1h to 24h'],
    ['p90(pm25, over: 3h)', 17, 'p90( ) looks at the newest values and has no window'],
    ['count(pm25)', 1, 'count( ) wants a test, such as pm25 > 75'],
    ['count(pm25 > high)', 14, 'a number is expected after >'],
    ['reported(in: 330383-002)', 14, 'the grid has no cell "330383-002"'],
    ['open(over: 7d)', 6, 'open( ) has no use for this'],
    ['reported(over: 7d, over: 30d)', 20, '"over:" is there twice'],
    ['reported() / population', 14, 'the pack states no population'],
    ['joy(pm25)', 1, 'there is no function "joy"'],
    ['@c', 1, 'there is no indicator "c"'],
    ['percent(reported())', 1, 'percent( ) takes two formulas: the part, and what it is a part of'],
    ['('.repeat(60) + '1' + ')'.repeat(60), 42, 'the formula is nested too deeply'],
  ])('a fault names its place: %s', (text, column, reason) => {
    const fault = typeFormula(text, ground);
    if (!isFormulaFault(fault)) throw new Error('no fault');
    expect(fault.column).toBe(column);
    expect(englishOf(fault.reason)).toBe(`column ${column}: ${reason}`);
  });

  it('never throws, whatever is written, and a fault lies inside the text', () => {
    const words = fc.constantFrom(
      ...'mean ( ) , : pm25 over 7d > - + * / @ a "x" 3 .5 é % reported'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 25 }), (parts) => {
        const text = parts.join(' ');
        const formula = typeFormula(text, ground);
        if (isFormulaFault(formula)) expect(formula.column).toBeLessThanOrEqual(text.length + 1);
        else expect(isFormulaFault(parseFormula(text))).toBe(false);
      }),
    );
  });

  it('computes as JavaScript does, for sums and products of numbers', () => {
    type Sum = { text: string; value: number };
    const whole = fc.integer({ min: 1, max: 99 }).map((value): Sum => ({ text: String(value), value }));
    const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
      sum: fc.oneof(
        { maxDepth: 4 },
        whole,
        fc.tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum')).map(([a, op, b]): Sum => {
          const value = op === '+' ? a.value + b.value : op === '-' ? a.value - b.value : a.value * b.value;
          return { text: `(${a.text} ${op} ${b.text})`, value };
        }),
      ),
    }));
    fc.assert(fc.property(sum, ({ text, value }) => void expect(valueOf(text)).toBe(value)));
  });

  it('finds indicators that stand on themselves', () => {
    const needs = (rows: Record<string, string[]>): string[] => ringsIn(new Map(Object.entries(rows)));
    expect(needs({ a: ['b'], b: ['c'], c: [] })).toEqual([]);
    expect(needs({ a: ['b'], b: ['a'] })).toEqual(['a']);
    expect(needs({ a: ['a'] })).toEqual(['a']);
  });
});
