import { describe, expect, it } from 'vitest';
import { dice } from '#shared/kernel/dice.ts';
import { facet, fold, gramBits, gramsOf, gramsOfWord, wordsOf } from '#shared/search/grams.ts';

const alphabets = [
  '井盖缺失积水占道经营人民路街镇村',
  '0123456789',
  'ab01井盖',
  '，。（）- /·AbＡ１',
  '🚒𠮷井a1',
];

describe('grams', () => {
  it('every part of a text, from one character on, is found by its grams', () => {
    const roll = dice(7);
    let tried = 0;
    for (let round = 0; round < 1_500; round++) {
      const letters = Array.from(alphabets[round % alphabets.length] ?? '');
      const length = 1 + Math.floor(roll.roll() * 40);
      const text = fold(Array.from({ length }, () => roll.pick(letters)).join(''));
      const grams = gramsOf(text);
      for (let look = 0; look < 12; look++) {
        const from = Math.floor(roll.roll() * text.length);
        const part = text.slice(from, from + 1 + Math.floor(roll.roll() * (text.length - from)));
        for (const word of wordsOf(part)) {
          const asked = gramsOfWord(word);
          expect(asked.length, word).toBeGreaterThan(0);
          const missing = asked.filter((gram) => !grams.has(gram));
          expect(missing, `${JSON.stringify(word)} in ${JSON.stringify(text)}`).toEqual([]);
          tried += 1;
        }
      }
    }
    expect(tried).toBeGreaterThan(10_000);
  });

  it('tell most texts apart that do not hold the word', () => {
    const roll = dice(11);
    const letters = Array.from(alphabets[0] ?? '');
    const write = (length: number): string => Array.from({ length }, () => roll.pick(letters)).join('');
    let [wrong, without] = [0, 0];
    for (let round = 0; round < 2_000; round++) {
      const [text, word] = [write(24), write(3)];
      if (text.includes(word)) continue;
      const grams = gramsOf(text);
      without += 1;
      if (gramsOfWord(word).every((gram) => grams.has(gram))) wrong += 1;
    }
    expect(wrong / without).toBeLessThan(0.05);
  });

  it('do not reach over a space or a line', () => {
    const grams = gramsOf('人民 路\n口');
    for (const word of ['民路', '路口'])
      expect(
        gramsOfWord(word).every((gram) => grams.has(gram)),
        word,
      ).toBe(false);
  });

  it('numbers are found by four digits that follow each other, not by any that occur', () => {
    const grams = gramsOf('3202812026112200417');
    expect(gramsOfWord('00417').every((gram) => grams.has(gram))).toBe(true);
    expect(gramsOfWord('1700417').every((gram) => grams.has(gram))).toBe(false);
  });

  it('a house number is found by where its digits meet other characters, not by pairs that every number has', () => {
    const grams = gramsOf('人民路68号 海港路6号 1622路 电话13622000322 中山路12号');
    expect(gramsOfWord('人民路622号').filter((gram) => !grams.has(gram)).length).toBeGreaterThan(0);
    expect(gramsOfWord('人民路622号').length).toBe(4);
    expect(gramsOfWord('622').every((gram) => grams.has(gram))).toBe(true);
  });

  it('a long word asks for few', () => {
    const word = '人民路与中山路交叉口东北角三百米处路面塌陷并有积水';
    const asked = gramsOfWord(word);
    expect(asked.length).toBe(6);
    const grams = gramsOf(word);
    expect(asked.every((gram) => grams.has(gram))).toBe(true);
  });

  it('fit into their bits, properties apart from texts', () => {
    for (const gram of [...gramsOf('井盖 0417'), facet('grid', 'w-1')]) {
      expect(gram).toBeGreaterThanOrEqual(0);
      expect(gram).toBeLessThan(2 ** gramBits);
      expect(Number.isInteger(gram)).toBe(true);
    }
    expect(facet('grid', 'w')).not.toBe(facet('unit', 'w'));
  });
});

describe('words', () => {
  it('are folded, parted at any space, and each is there once', () => {
    expect(wordsOf('  ＡＢ　井盖 ab\t井盖 ')).toEqual(['ab', '井盖']);
    expect(wordsOf('　')).toEqual([]);
  });
});
