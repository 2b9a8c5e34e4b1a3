import { describe, expect, it } from 'vitest';
import { en } from '../../../client/locales/en.ts';
import { zh } from '../../../client/locales/zh.ts';
import { refusalCodes } from '#shared/kernel/refusal.ts';
import { sources } from '#shared/incident/incident.ts';
import { roles } from '#shared/access/person.ts';

function leaves(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? [...leaves(value, `${path}${key}.`)]
        : [[`${path}${key}`, String(value)] as const],
    ),
  );
}
const texts = { zh: leaves(zh), en: leaves(en) };
/** A text of one and of many fills its slots in both. */
const slots = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();

describe('the words of both languages', () => {
  it('have the same keys', () => expect([...texts.en.keys()].sort()).toEqual([...texts.zh.keys()].sort()));
  it('fill the same slots', () => {
    // Sentences of refusals need not tell every value: reason.test.ts holds them.
    for (const [key, text] of texts.zh)
      if (!key.startsWith('reasons.')) expect(slots(texts.en.get(key) ?? ''), key).toEqual(slots(text));
  });
  it('are never empty', () =>
    expect([...texts.zh, ...texts.en].filter(([, text]) => text.trim() === '')).toEqual([]));
  it('have no Chinese in English', () =>
    expect(
      [...texts.en].filter(([key, text]) => /\p{Script=Han}/u.test(text) && !key.endsWith('otherLanguage')),
    ).toEqual([]));
  it('name everything that a closed list of the domain can hold', () => {
    const names = [...sources.map((s) => `words.source.${s}`)];
    const more = [...roles.map((r) => `words.role.${r}`), ...refusalCodes.map((c) => `ui.refusal.${c}`)];
    expect([...names, ...more].filter((key) => !texts.zh.has(key))).toEqual([]);
  });
});
