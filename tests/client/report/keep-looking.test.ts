import { expect, it } from 'vitest';
import type { PublicMatter } from '#shared/wire/public.ts';
import { newSteps } from '../../../client/apps/report/keep-looking.ts';

const matter = (number: string, ...own: boolean[]): PublicMatter =>
  ({ number, steps: own.map((one) => ({ own: one })) }) as PublicMatter;

it('new are the steps of others since the matter was seen', () => {
  expect(newSteps(null, matter('a', true, false))).toBe(0);
  expect(newSteps(matter('b', true), matter('a', true, false)), 'another matter').toBe(0);
  expect(newSteps(matter('a', true), matter('a', true))).toBe(0);
  expect(newSteps(matter('a', true), matter('a', true, false, true, false)), 'own words are no news').toBe(2);
});
