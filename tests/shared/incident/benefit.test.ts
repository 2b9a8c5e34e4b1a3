import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradictionsIn, saidOf, type BenefitRow } from '#shared/incident/benefit.ts';

const paid = (over: Partial<BenefitRow>): BenefitRow => ({
  ...{ mark: 'a', id: 'x', fact: 'paid', list: 'L', scheme: 'A', group: 'g', period: '2026-03', amount: 100 },
  ...over,
});
const died = (period: string, over: Partial<BenefitRow> = {}): BenefitRow =>
  paid({ fact: 'died', scheme: '', group: '', amount: 0, list: '火化登记', ...over, period });

const drawn = (over: Partial<BenefitRow> = {}): BenefitRow =>
  paid({ fact: 'drawn', list: '人口档案', id: 'r1', scheme: 'B', period: '', amount: 0, ...over });

describe('lists held against each other', () => {
  it.each<[string, BenefitRow[], number]>([
    ['two schemes of one group in a month', [paid({}), paid({ scheme: 'B' })], 1],
    ['of different groups they may stand together', [paid({}), paid({ scheme: 'B', group: 'h' })], 0],
    ['in different months as well', [paid({}), paid({ scheme: 'B', period: '2026-04' })], 0],
    ['and of different people', [paid({}), paid({ scheme: 'B', mark: 'b' })], 0],
    ['one scheme told by two lists is one payment', [paid({}), paid({ list: 'M', id: 'y' })], 0],
    ['the month of a death is paid', [paid({}), died('2026-03-01')], 0],
    ['the month after is not', [paid({}), died('2026-02-28')], 1],
    ['the first of two deaths counts', [paid({}), died('2026-05-01', { id: 'z' }), died('2026-02-01')], 1],
    ['a record that names another aid of the group', [paid({}), drawn()], 1],
    [
      'of another group, or the same aid, it says nothing',
      [paid({}), drawn({ group: 'h' }), drawn({ scheme: 'A' })],
      0,
    ],
    ['nor beside the payment of that aid itself', [paid({}), paid({ scheme: 'B' }), drawn()], 1],
    ['a record alone contradicts nothing', [drawn(), drawn({ scheme: 'C', id: 'r2' })], 0],
    ['three schemes are three pairs', [paid({}), paid({ scheme: 'B' }), paid({ scheme: 'C' })], 3],
  ])('%s', (_, rows, count) => {
    expect(contradictionsIn(rows).length).toBe(count);
  });
  it('months of a year are one case with what is in question in all of them', () => {
    const months = ['2026-01', '2026-02', '2026-12', '2027-01'];
    const rows = months.flatMap((period) => [paid({ period }), paid({ period, scheme: 'B', amount: 30 })]);
    expect(contradictionsIn(rows).map(({ amount }) => amount)).toEqual([90, 30]);
    expect(saidOf(contradictionsIn([paid({ id: '7' }), died('2026-01-05', { id: '8' })])[0] as never)).toBe(
      'L（编号 7）：2026-03 A 100 元；火化登记（编号 8）：2026-01-05 死亡',
    );
  });
  it('of a record what was paid beside it is in question, and the case says where it stands', () => {
    const [pair] = contradictionsIn([drawn(), paid({ amount: 70 }), paid({ amount: 70, period: '2026-04' })]);
    expect(pair).toMatchObject({ topic: '重复领取待遇', amount: 140, key: 'a:twice:A+B:2026' });
    expect(saidOf(pair as never)).toBe('L（编号 x）：2026-03 A 70 元；人口档案（编号 r1）：登记享受 B');
  });
  it('what is found is what looking at every two rows finds, in whatever order they came', () => {
    const row = fc
      .record({
        mark: fc.constantFrom('a', 'b'),
        scheme: fc.constantFrom('A', 'B', 'C'),
        period: fc.constantFrom('2026-01', '2026-02', '2026-03'),
        isDeath: fc.boolean(),
        id: fc.integer({ min: 0, max: 99 }).map(String),
      })
      .map(({ isDeath, mark, scheme, period, id }) =>
        isDeath ? died(`${period}-15`, { mark, id }) : paid({ mark, scheme, period, id }),
      );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 14 }), (rows) => {
        const keys = new Set<string>();
        for (const one of rows)
          for (const other of rows) {
            if (one.mark !== other.mark || one.fact !== 'paid') continue;
            if (other.fact === 'died' && one.period > other.period.slice(0, 7))
              keys.add(`${one.mark}:died:${one.scheme}:2026`);
            if (other.fact === 'paid' && one.period === other.period && one.scheme < other.scheme)
              keys.add(`${one.mark}:twice:${one.scheme}+${other.scheme}:2026`);
          }
        const found = contradictionsIn(rows);
        expect(new Set(found.map(({ key }) => key))).toEqual(keys);
        expect(contradictionsIn([...rows].reverse())).toEqual(found);
      }),
    );
  });
});
