import { afterEach, expect, it } from 'vitest';
import { en } from '../../../client/locales/en.ts';
import { i18n, wordOr } from '../../../client/locales/i18n.ts';

afterEach(() => void (i18n.global.locale.value = 'zh'));

it('says a word where there is one, with its values, in the language of the screen; else what it was given', () => {
  expect(wordOr('words.role.leader', '?')).toBe('领导');
  expect(wordOr('words.role', '?')).toBe('?');
  expect(wordOr('words.role.of a newer server', 'courier')).toBe('courier');
  expect(wordOr('walls.dropCamera', '?', { name: '南门' })).toContain('南门');
  i18n.global.setLocaleMessage('en', en);
  i18n.global.locale.value = 'en';
  expect(wordOr('words.role.leader', '?')).toBe('Leader');
  // A language whose list is not read yet is told in Chinese rather than by the word of the record.
  i18n.global.setLocaleMessage('en', {} as typeof en);
  expect(wordOr('words.role.leader', '?')).toBe('领导');
});
