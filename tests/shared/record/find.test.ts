import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { findKeys, holdsAll, questionOf, squeezed, type FindKey } from '#shared/record/find.ts';
import { kindOf } from '#shared/record/kinds.ts';
import type { Values } from '#shared/record/kind.ts';

const person = must(kindOf('person'), 'person');
const firm = must(kindOf('firm'), 'firm');
const address = '天鹤一村 9 幢 603';
const tao: Values = {
  name: '陶丽华',
  phone: '139 0000 5046',
  identity: '32000019440102002X',
  dwelling: 'abcdefgh1234',
};
const mill: Values = {
  name: '天鹤恒润包装有限公司（演示）',
  code: '91320000MADEMO123X',
  address: '天鹤路 22 号',
};

/** Whether the index would bring the record: every word in one of its ways. */
function isFound(query: string, keys: readonly FindKey[]): boolean {
  const question = questionOf(query);
  return question?.every(({ ways }) => ways.some((way) => way.every((key) => keys.includes(key)))) ?? false;
}
const keysOf = (values: Values, kind = person, at?: string) =>
  findKeys(kind, values, { grids: ['w', 'w-1'], address: at });

describe('what a record is found by', () => {
  it.each([
    ['陶丽华', true],
    ['陶丽', true],
    ['丽华', true],
    ['陶', true],
    ['139 0000 5046', false], // three words, of which two are no whole number
    ['13900005046', true],
    ['+8613900005046', true],
    ['5046', true],
    ['32000019440102002x', true],
    ['002X', true],
    ['天鹤一村', true],
    ['天鹤一村9幢603', true],
    ['天鹤一村 9幢 603', true],
    ['天鹤一村 9 幢 603', true],
    ['陶丽华 天鹤一村 9 幢', true],
    ['天鹤一村 8 幢 603', false],
    ['陶丽华 天鹤', true],
    ['603', true],
    ['陶华', false],
    ['604', false],
    ['陶丽华 天虹', false],
    ['0504', false],
  ])('%s finds her: %s', (query, found) => {
    expect(isFound(query, keysOf(tao, person, address))).toBe(found);
  });

  it.each([
    ['恒润包装', true],
    ['包装有限公司', true],
    ['91320000MADEMO123X', true],
    ['天鹤路22号', true],
    ['恒润机械', false],
  ])('%s finds the firm: %s', (query, found) => {
    expect(isFound(query, keysOf(mill, firm))).toBe(found);
  });

  it('a word that could stand in anything is not looked for', () => {
    for (const query of ['9', 'a', '12', '']) expect(questionOf(query)).toBeNull();
  });

  it('kind, grids and what it points to are keys; what is not looked for is none', () => {
    const keys = keysOf(tao);
    expect(keys).toEqual(expect.arrayContaining(['k:person', 'at:w', 'at:w-1', 'of:abcdefgh1234']));
    expect(keysOf({ ...tao, health: '高血压' }).sort()).toEqual(keys.toSorted());
  });

  it('any part of a name or an address of two signs and more is found, and nothing that is not part of it is taken for it', () => {
    const texts = fc.stringMatching(/^[天鹤一村江阴路陶丽华0-9]{2,12}$/);
    fc.assert(
      fc.property(texts, texts, fc.nat(10), fc.integer({ min: 2, max: 6 }), (name, other, from, length) => {
        const values = { name };
        const keys = findKeys(firm, values, { grids: [] });
        const part = name.slice(from, from + length);
        // A run of digits is one sign: parts of it are no words.
        const isWhole = !/^\d|\d$/.test(part);
        const question = questionOf(part);
        if (part.length >= 2 && isWhole) {
          expect(isFound(part, keys)).toBe(true);
          expect(holdsAll(must(question, part), firm, values)).toBe(true);
        }
        const asked = questionOf(other);
        if (asked && !squeezed(name).includes(squeezed(other)))
          expect(holdsAll(asked, firm, values)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});
