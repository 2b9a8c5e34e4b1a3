import { expect, it } from 'vitest';
import { fitsMask, groupedPhone, isPhoneOf } from '#shared/kernel/sign-mask.ts';
import { signMask } from '#shared/pack/sign-mask.ts';

it('a code is of a form sign by sign: digits, letters, either, and what stands for itself', () => {
  const fits = (mask: string, ...codes: string[]): boolean[] => codes.map((code) => fitsMask(mask, code));
  expect(fits('######', '320281', '32028', '3202811', '32028a')).toEqual([true, false, false, false]);
  expect(fits('DE-??*#', 'DE-KIx7', 'DE-KI77', 'DE-K177', 'FR-KI77')).toEqual([true, true, false, false]);
});

it('a telephone number is told in the groups of its form, however it was written, and is of none without one', () => {
  const german = ['0### #######', '+49 ### #######'];
  expect(groupedPhone(german, '0431/100 2003')).toBe('0431 1002003');
  expect(groupedPhone(german, '+49 (431) 1002003')).toBe('+49 431 1002003');
  expect(groupedPhone(german, '110')).toBe('110');
  expect(groupedPhone(['(###) ###-####'], '617 555 0100')).toBe('(617) 555-0100');
  expect([
    isPhoneOf(german, '0431 100200'),
    isPhoneOf(german, '04311002003'),
    isPhoneOf(undefined, '1'),
  ]).toEqual([false, true, true]);
});

it('a form holds at least one sign to fill in, and no more than fits a line', () => {
  const isForm = (text: string): boolean => signMask.safeParse(text).success;
  expect([isForm('###'), isForm('110'), isForm('#'.repeat(33)), isForm('##<b>')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
