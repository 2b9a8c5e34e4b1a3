import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { english } from '#shared/kernel/english.ts';
import { filled, type ReasonId } from '#shared/kernel/reasons.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { reasonOf } from '../../../client/locales/reason.ts';
import { en } from '../../../client/locales/en.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { zh } from '../../../client/locales/zh.ts';

afterEach(() => void (i18n.global.locale.value = 'zh'));
const ids = Object.keys(english) as ReasonId[];
const holesOf = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/gu)].map(([, one = '']) => one);

describe('the reason of a refusal', () => {
  it('is told in Chinese with its values in their places, in English as integrators read it', () => {
    const handler = refuse('forbidden', 'role-may-not-step', { role: 'handler', step: 'dispatch' });
    expect(handler.reason).toBe('handler may not dispatch');
    expect(reasonOf(handler)).toBe('承办人无权这样办理');
    expect(reasonOf(refuse('duplicate', 'same-condition-open', { incident: '320281-1' }))).toBe(
      '同一情况已有未结事件 320281-1',
    );
    expect(
      reasonOf(refuse('forbidden', 'role-not-as-source', { role: 'field', source: 'hotline' })),
    ).not.toMatch(/[a-z]/u);
    i18n.global.setLocaleMessage('en', en);
    i18n.global.locale.value = 'en';
    expect(reasonOf(refuse('forbidden', 'own-unit-without-task'))).toBe('your unit has no task here');
  });

  it('keeps values as they are, whatever they hold', () => {
    for (const value of ['{incident}', '$&', '@:words', 'a | b', "it's", '<b>', ''])
      expect(reasonOf(refuse('unknown', 'no-incident', { incident: value }))).toBe(`没有事件 ${value}`);
  });

  it('stands as it came from a version that had no ids, or that has more of them', () => {
    expect(reasonOf({ reason: 'your unit has no task here' })).toBe('your unit has no task here');
    expect(reasonOf({ reason: 'something new', reasonId: 'something-new' as ReasonId })).toBe(
      'something new',
    );
  });
});

describe('sentences', () => {
  it.each(Object.entries({ zh, en }))(
    '%s has every id, with values that the sentence is given',
    (_, words) => {
      const told: Record<string, string> = words.reasons;
      expect(Object.keys(told).sort()).toEqual([...ids].sort());
      for (const id of ids) {
        const given = holesOf(english[id]);
        // A pattern of a pack is told by the pack, in each of its languages.
        const known = id === 'as-pattern-says' ? ['zh', 'en'] : given;
        expect(
          holesOf(told[id] ?? '').filter((one) => !known.includes(one)),
          id,
        ).toEqual([]);
        expect(told[id]?.trim(), id).not.toBe('');
      }
    },
  );

  it('no two ids say the same, and none but a pattern’s stands in Chinese as in English', () => {
    expect(new Set(Object.values(english)).size).toBe(ids.length);
    const same = ids.filter((id) => zh.reasons[id] === english[id]);
    expect(same).toEqual([]);
  });

  it('no screen shows the sentence for integrators in place of its own', () => {
    const root = path.resolve(import.meta.dirname, '../../../client');
    const bare = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|vue)$/u.test(file) && !/locales.reason\.ts$|stream.feed\.ts$/u.test(file))
      .filter((file) =>
        /\b(refusal|refused|told|failure|answer)\??\.reason\b/u.test(
          readFileSync(path.join(root, file), 'utf8'),
        ),
      );
    expect(bare).toEqual([]);
  });

  it('every id is said somewhere', () => {
    const root = path.resolve(import.meta.dirname, '../../..');
    const text = ['client', 'server', 'shared']
      .flatMap((side) =>
        readdirSync(path.join(root, side), { recursive: true, encoding: 'utf8' })
          .filter((file) => /\.(ts|vue)$/u.test(file) && !/reasons-of-(acts|doors)\.ts$/u.test(file))
          .map((file) => readFileSync(path.join(root, side, file), 'utf8')),
      )
      .join('\n');
    /** Made of a guard's name, or of what a list holds. */
    const composed = /^needs-|^(word|choice|unit)(s-needed|-twice)$|^no-(word|choice)$/u;
    expect(ids.filter((id) => !composed.test(id) && !text.includes(`'${id}'`))).toEqual([]);
  });

  it('values are put in by their names, and what has none stays as it is', () => {
    expect(filled('{a} and {b} and {a}', { a: 1, b: '{a}' })).toBe('1 and {a} and 1');
    expect(filled('{a}', {})).toBe('{a}');
  });
});
