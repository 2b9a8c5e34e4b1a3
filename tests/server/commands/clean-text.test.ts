import { expect, it } from 'vitest';
import { findBadText } from '../../../server/commands/clean-text.ts';

it('names the first text that no table can hold', () => {
  expect(findBadText({ a: ['fine', { b: 'x\0y' }] })).toBe('a.1.b');
  expect(findBadText({ form: { note: '\udc00' } })).toBe('form.note');
  expect(findBadText({ form: { 'n\0te': 'x' } })).toBe('form');
});

it('lets every real text pass, emoji and rare characters too', () => {
  expect(findBadText({ title: '𠮷野家 👩‍🚒 "引号" \\u0000 \n', n: 1, none: null, list: [] })).toBe(null);
});
