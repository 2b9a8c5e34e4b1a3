import { describe, expect, it } from 'vitest';
import { refuse } from '#shared/kernel/refusal.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import { openListed, searchListed, sizeOf } from '../../../client/forms/listed.ts';

const row = (id: string, list: ListedItem['list'], zh: string, unit: string): ListedItem => ({
  id,
  list,
  unit,
  name: { zh, en: `${id} in English` },
});
const rows = [
  row('a', 'power', '未取得排污许可证擅自排污', 'ecology'),
  row('b', 'power', '私设排污口', 'ecology'),
  row('c', 'power', '超时加班', 'labour'),
  row('d', 'service', '排污许可受理', 'ecology'),
  { ...row('e', 'value-added', '法律体检', 'labour'), area: { zh: '商贸法律', en: 'Trade and law' } },
];
const names = { ecology: { zh: '环保所', en: 'Environment Office' }, labour: { zh: '人社所', en: 'Labour' } };
const find = (text: string, limit = 10, lists: ListedItem['list'][] = ['power']) => {
  const { hits, found } = searchListed(
    rows,
    { lists, text, limit },
    (unit) => names[unit as keyof typeof names],
  );
  return [hits.map(({ id }) => id).join(''), found];
};

describe('looking an entry up', () => {
  it.each([
    ['nothing typed: the list from its beginning', '', ['abc', 3]],
    ['a word of the name, the shortest first', '排污', ['ba', 2]],
    ['two words', '排污 私设', ['b', 1]],
    ['the department, in any language', 'labour', ['c', 1]],
    ['words of the English names', 'ENVIRONMENT b', ['b', 1]],
    ['what is on another list', '受理', ['', 0]],
  ])('%s', (_, text, expected) => {
    expect(find(text)).toEqual(expected);
  });

  it('finds a service to enterprises by its area', () => {
    expect(find('trade', 10, ['value-added'])).toEqual(['e', 1]);
    expect(find('finance', 10, ['value-added'])).toEqual(['', 0]);
  });

  it('shows no more than asked for and counts all', () => {
    expect(find('', 2)).toEqual(['ab', 3]);
    expect(sizeOf({ sizes: { power: 3, patrol: 4 } }, ['power', 'service', 'patrol'])).toBe(7);
  });

  it('reads the lists once, and again when they could not be read', async () => {
    const answers = [refuse('unknown', 'unreachable'), rows];
    let asked = 0;
    const listed = openListed({ listed: async () => answers[asked++] ?? rows }, { sizes: {} });
    expect(await listed.load()).toMatchObject({ reasonId: 'unreachable' });
    expect(await Promise.all([listed.load(), listed.load()])).toEqual([rows, rows]);
    expect(asked).toBe(2);
  });
});
