import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs } from '#shared/kernel/span.ts';
import {
  creditFormula,
  creditOf,
  creditWhats,
  isPenalty,
  type CreditEntry,
  type CreditWhat,
} from '#shared/record/credit.ts';
import { entryOfCase, entryOfMatter } from '#shared/record/credit-entries.ts';

const now = Date.UTC(2026, 10, 29);
const entry = (what: CreditWhat, daysAgo = 10, more: Partial<CreditEntry> = {}): CreditEntry => ({
  ...{
    what,
    at: now - daysAgo * dayMs,
    settled: true,
    receipt: { kind: 'matter', id: `${what}-${daysAgo}` },
  },
  ...more,
});
const at = (...entries: CreditEntry[]) => {
  const { score, grade } = creditOf(entries, now);
  return [score, grade];
};

describe('credit by the published formula', () => {
  it.each([
    ['C1 nothing', [], 85, 'B'],
    ['C2 a warning', [entry('warning')], 82, 'B'],
    ['C2 a warning of a year ago', [entry('warning', 366)], 85, 'B'],
    ['C2 a fine', [entry('fine')], 77, 'B'],
    ['C2 a large fine of two years ago', [entry('large-fine', 730)], 70, 'C'],
    ['C2 a suspension', [entry('suspension')], 60, 'C'],
    ['C2 a revocation', [entry('revocation')], 45, 'D'],
    ['C3 a fine not carried out', [entry('fine', 10, { settled: false })], 57, 'D'],
    ['C3 a fine not carried out for four years', [entry('fine', 1460, { settled: false })], 57, 'D'],
    [
      'C4 three inspections without fault',
      [entry('no-violation'), entry('no-violation', 20), entry('no-violation', 30)],
      91,
      'A',
    ],
    ['C4 twenty of them', Array.from({ length: 20 }, (_, i) => entry('no-violation', i + 1)), 95, 'A'],
    ['C4 five licences', Array.from({ length: 5 }, (_, i) => entry('licence', i + 1)), 91, 'A'],
    ['C4 a licence that ended', [entry('licence', 900, { until: '2026-11-28' })], 85, 'B'],
    ['C4 a licence on its last day', [entry('licence', 900, { until: '2026-11-29' })], 87, 'B'],
    ['C5 an open case', [entry('open-case'), entry('spared')], 85, 'B'],
    ['C9 in the list of abnormal operation for four years', [entry('abnormal', 1_460)], 70, 'C'],
    ['C9 removed from it yesterday', [entry('abnormal', 90, { ended: now - dayMs })], 85, 'B'],
    ['C9 in the list of grave dishonesty', [entry('dishonest')], 25, 'D'],
    ['C10 an order', [entry('ordered')], 83, 'B'],
    ['C10 what was put right at once, and an approval', [entry('corrected'), entry('approval')], 85, 'B'],
    ['a decision of tomorrow', [entry('revocation', -1)], 85, 'B'],
  ] as const)('%s', (_what, entries, score, grade) => {
    expect(at(...entries)).toEqual([score, grade]);
  });

  it('C6 a subject is restricted with the entries that say why', () => {
    const why = (...entries: CreditEntry[]) => creditOf(entries, now).restricted.map(({ what }) => what);
    expect(why(entry('fine'))).toEqual([]);
    expect(why(entry('fine', 10, { settled: false }))).toEqual(['fine']);
    expect(why(entry('suspension'))).toEqual(['suspension']);
    expect(why(entry('abnormal'))).toEqual(['abnormal']);
    expect(why(entry('dishonest', 9, { ended: now - 1 }))).toEqual([]);
    // The warning takes it to grade D, and says so beside it.
    expect(why(entry('suspension', 9), entry('warning'))).toEqual(['suspension', 'warning']);
    expect(why(entry('warning'))).toEqual([]);
    expect(why(entry('suspension', 1200))).toEqual([]);
    expect(why(entry('large-fine', 5), entry('large-fine', 6), entry('fine'))).toEqual([
      'large-fine',
      'large-fine',
      'fine',
    ]);
  });

  it('a penalty never helps, what went well never harms, and order does not matter', () => {
    const any = fc.record({
      what: fc.constantFrom(...creditWhats),
      at: fc.integer({ min: now - 2_000 * dayMs, max: now }),
      settled: fc.boolean(),
      receipt: fc.constant({ kind: 'matter' as const, id: 'x' }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), any, (entries, one) => {
        const [before, after] = [creditOf(entries, now).score, creditOf([one, ...entries], now).score];
        const isBad = isPenalty(one.what) || creditFormula.effects[one.what].points < 0;
        expect(isBad ? before >= after : after >= before).toBe(true);
        expect(creditOf(entries.toReversed(), now).score).toBe(before);
        expect(before).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThanOrEqual(100);
      }),
    );
    expect(creditFormula.grades.map(([grade]) => grade)).toEqual(['A', 'B', 'C', 'D']);
  });

  const matter = (data: Record<string, unknown>, reached: Record<string, number>, node = 'closed') =>
    entryOfCase({ id: 'm', node, reached: { clue: 1, ...reached }, openedAt: 1, data });
  it.each([
    [
      matter({ decision: 'fine', fine: 9_999, execution: 'paid' }, { decided: 5 }),
      { what: 'fine', at: 5, settled: true },
    ],
    [
      matter({ decision: 'fine', fine: 10_000 }, { decided: 5 }, 'decided'),
      { what: 'large-fine', settled: false },
    ],
    [matter({ decision: 'warning' }, { decided: 5 }, 'decided'), { what: 'warning', settled: true }],
    [
      matter({ decision: 'suspension', execution: 'none' }, { decided: 5 }),
      { what: 'suspension', settled: false },
    ],
    [
      matter({ decision: 'fine', fine: 500, execution: 'court' }, { decided: 5 }),
      { what: 'fine', settled: false },
    ],
    [matter({}, { decided: 5 }), { what: 'spared' }],
    [matter({}, { 'no-violation': 7 }, 'no-violation'), { what: 'no-violation', at: 7 }],
    [matter({}, {}, 'investigating'), { what: 'open-case', at: 1 }],
  ])('a case says %j', (told, wanted) => {
    expect(told).toMatchObject(wanted);
  });
  const said = (procedure: string, node: string, reached: Record<string, number>, data = {}) =>
    entryOfMatter(procedure, { id: 'm', node, reached, openedAt: 1, closedAt: reached['closed'], data });
  it.each([
    [
      'a list counts from its decision',
      said('abnormal-listing', 'listed', { listed: 5 }),
      { what: 'abnormal', at: 5, settled: false },
    ],
    [
      'and until it is removed',
      said('dishonesty-listing', 'archived', { listed: 5, removed: 9 }),
      { what: 'dishonest', ended: 9 },
    ],
    [
      'still while it is repaired',
      said('abnormal-listing', 'repairing', { listed: 5 }),
      { what: 'abnormal', settled: false },
    ],
    ['a proposal is examined', said('abnormal-listing', 'told', {}), { what: 'open-case', at: 1 }],
    [
      'an inspection without fault',
      said('random-inspection', 'published', { inspected: 7 }, { result: 'none' }),
      { what: 'no-violation', at: 7 },
    ],
    [
      'one that ordered something',
      said('random-inspection', 'closed', { inspected: 7 }, { result: 'ordered' }),
      { what: 'ordered', at: 7 },
    ],
    ['an approval', said('approval', 'completed', { completed: 8 }), { what: 'approval', at: 8 }],
  ])('C9 C10 %s', (_what, told, wanted) => {
    expect(told).toMatchObject(wanted);
  });
  it('C9 what was revoked or spared, an inspection of something else and other procedures say nothing', () => {
    expect(said('abnormal-listing', 'revoked', { listed: 5 })).toBeNull();
    expect(said('dishonesty-listing', 'not-listed', {})).toBeNull();
    expect(said('random-inspection', 'closed', { inspected: 7 }, { result: 'ceased' })).toBeNull();
    expect(said('standard', 'closed', { closed: 7 })).toBeNull();
  });
  it('a case that was void, or dropped before a decision, says nothing', () => {
    for (const node of ['void', 'merged', 'archived', 'closed']) expect(matter({}, {}, node)).toBeNull();
  });
});
