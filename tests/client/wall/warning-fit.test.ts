import { expect, it } from 'vitest';
import { warningFit } from '../../../client/apps/wall/panels/warning-fit.ts';

/** Units that the warnings of a page take, by the sizes that the panel draws them at. */
const taken = (count: number, { most, aPage }: { most: number; aPage: number }): number => {
  const rest = Math.max(0, count - most);
  return Math.min(most, count) * 54 + Math.min(rest, aPage) * 26 + (rest > aPage ? 24 : 0);
};

it.each([
  [250, 2],
  [250, 5],
  [250, 9],
  [116, 2],
  [116, 3],
  [116, 4],
  [110, 12],
])('in %i units all of %i warnings come, none over what stands below', (units, count) => {
  const fit = warningFit(units, count);
  expect(fit.aPage).toBeGreaterThan(0);
  expect(taken(count, fit)).toBeLessThanOrEqual(units);
});
it('where there is room the two gravest stand at length, else the gravest alone', () => {
  expect(warningFit(212, 5)).toEqual({ most: 2, aPage: 3 });
  expect(warningFit(116, 4)).toEqual({ most: 1, aPage: 1 });
  expect(warningFit(116, 2)).toEqual({ most: 2, aPage: 1 });
});
