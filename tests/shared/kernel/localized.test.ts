import { describe, expect, it } from 'vitest';
import { languages, localized, textIn } from '#shared/kernel/localized.ts';

describe('a text of a pack', () => {
  it('is there in Chinese and English, and in any other language of the county', () => {
    const text = { zh: '水位', en: 'Water level', 'ug-CN': 'سۇ ئورنى' };
    expect(localized.parse(text)).toEqual(text);
    expect([...languages, 'ug-CN'].map((one) => textIn(text, one))).toEqual(Object.values(text));
  });

  it('is told in English where a pack does not say it, never by what every object has', () => {
    for (const language of ['bo', 'constructor', '__proto__', 'toString', ''])
      expect(textIn({ zh: '水位', en: 'Water level' }, language)).toBe('Water level');
  });

  it.each([
    { en: 'no Chinese' },
    { zh: '没有英文' },
    { zh: '空', en: '' },
    { zh: '字', en: 'word', English: 'no tag of BCP 47' },
    { zh: '字', en: 'word', bo: 1 },
  ])('%o is none', (text) => {
    expect(localized.safeParse(text).success).toBe(false);
  });
});
