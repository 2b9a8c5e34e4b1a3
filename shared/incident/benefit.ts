import { z } from 'zod';
import { groupBy } from '../kernel/group-by.ts';

/** What was paid to somebody, or that somebody has died, as the list of a system says it: lists that are held against each other (社保待遇比对). */
const who = {
  id: z.string().min(1).max(64),
  /** What the list is called: 职工养老待遇发放, 殡葬火化登记. */
  list: z.string().trim().min(1).max(40),
  identity: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z]{6,24}$/),
  name: z.string().trim().min(1).max(60),
  grid: z.string().max(64),
};
const paid = z.strictObject({
  fact: z.literal('paid'),
  ...who,
  scheme: z.string().trim().min(1).max(24),
  /** Of the schemes of one group a person draws one only. */
  group: z.string().trim().min(1).max(24),
  month: z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/),
  amount: z.number().min(0).max(1e7),
});
const died = z.strictObject({ fact: z.literal('died'), ...who, day: z.iso.date() });
export const benefitIn = z.discriminatedUnion('fact', [paid, died]);
export type BenefitIn = z.infer<typeof benefitIn>;

/** A row of a list as it is kept: of a person there is a mark that nobody can turn back into a number. */
export interface BenefitRow {
  mark: string;
  id: string;
  /** `drawn`: the county's own record of a person names the aid; of no month, and nothing was seen to be paid. */
  fact: 'paid' | 'died' | 'drawn';
  list: string;
  scheme: string;
  group: string;
  /** The month that was paid, or the day of death. */
  period: string;
  amount: number;
}
/** Aid of which a person draws one kind only, as records of people name it (《社会救助暂行办法》), and the group that lists call it by. */
export const aidGroup = '社会救助';
export const exclusiveAid = ['低保', '特困供养'] as const;

/** Two rows that cannot both be right. `rows`: what was paid, and what it contradicts; `amount`: yuan in question. */
export interface BenefitPair {
  /** The same contradiction in one year is one. */
  key: string;
  mark: string;
  topic: '重复领取待遇' | '死亡后仍领取待遇';
  rows: [BenefitRow, BenefitRow];
  amount: number;
}

/**
 * Contradictions among rows, of each person by itself: two schemes of one group in one month (the smaller amount is in question), and what was
 * paid for a month after that of a death. A record that names
 * another aid of the group than was paid contradicts as well. Each once a person, schemes and year; the first month stands for it, the amounts add up. The
 * order of rows changes nothing.
 */
export function contradictionsIn(rows: readonly BenefitRow[]): BenefitPair[] {
  const found = new Map<string, BenefitPair>();
  const sorted = [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const note = (
    key: string,
    topic: BenefitPair['topic'],
    one: BenefitRow,
    other: BenefitRow,
    amount: number,
  ): void => {
    const known = found.get(key);
    if (known) known.amount += amount;
    else found.set(key, { key, mark: one.mark, topic, rows: [one, other], amount });
  };
  const firstDeath = new Map<string, BenefitRow>();
  for (const row of sorted)
    if (row.fact === 'died' && !firstDeath.has(row.mark)) firstDeath.set(row.mark, row);
  const own = groupBy(
    sorted.filter(({ fact }) => fact === 'drawn'),
    ({ mark }) => mark,
  );
  const paidFor = new Set(sorted.map(({ mark, scheme, period }) => `${mark}\0${scheme}\0${period}`));
  const drawn = new Map<string, BenefitRow[]>();
  for (const row of sorted) {
    if (row.fact !== 'paid') continue;
    const year = row.period.slice(0, 4);
    const death = firstDeath.get(row.mark);
    if (death && row.period > death.period.slice(0, 7))
      note(`${row.mark}:died:${row.scheme}:${year}`, '死亡后仍领取待遇', row, death, row.amount);
    for (const told of own.get(row.mark) ?? []) {
      if (told.group !== row.group || told.scheme === row.scheme) continue;
      // What a list says was paid is held against that payment.
      const isPaid = paidFor.has(`${row.mark}\0${told.scheme}\0${row.period}`);
      if (!isPaid) note(twiceKey(row, told), '重复领取待遇', row, told, row.amount);
    }
    const place = `${row.mark}\0${row.group}\0${row.period}`;
    const others = drawn.get(place) ?? [];
    for (const other of others) {
      if (other.scheme === row.scheme) continue;
      note(twiceKey(row, other), '重复领取待遇', other, row, Math.min(row.amount, other.amount));
    }
    // A scheme that is told twice for a month is one payment.
    if (!others.some(({ scheme }) => scheme === row.scheme)) drawn.set(place, [...others, row]);
  }
  return [...found.values()];
}

const twiceKey = ({ mark, period, scheme }: BenefitRow, other: BenefitRow): string =>
  `${mark}:twice:${[scheme, other.scheme].sort().join('+')}:${period.slice(0, 4)}`;
const keyOf = ({ mark, period, scheme, list, id }: BenefitRow): string =>
  [mark, period, scheme, list, id].join('\0');

/** A pair as the evidence of a case: both rows with their lists and numbers in them. */
export const saidOf = ({ rows }: BenefitPair): string =>
  rows
    .map(({ list, id, fact, period, scheme, amount }) =>
      fact === 'paid'
        ? `${list}（编号 ${id}）：${period} ${scheme} ${amount} 元`
        : fact === 'drawn'
          ? `${list}（编号 ${id}）：登记享受 ${scheme}`
          : `${list}（编号 ${id}）：${period} 死亡`,
    )
    .join('；');
