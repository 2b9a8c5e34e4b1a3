import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signOf, type Reading } from '#shared/dossier/first-sign.ts';

const course = (...values: number[]): Reading[] => values.map((value, i) => [i, value]);

it.each<[string, Reading[], number | null, number]>([
  ['within normal', course(1, 2, 3), null, 3],
  ['one alone is noise', course(1, 9, 2), null, 9],
  ['two in a row tell', course(1, 8, 9, 2), 1, 9],
  ['of two sides, none is a row', course(1, 9, -6, 2), null, -6],
  ['below counts as above', course(2, -1, -2), 1, -2],
  ['the last alone is not known yet', course(1, 1, 9), null, 9],
])('%s', (_, readings, first, worst) => {
  expect(signOf(readings, [0, 4])).toMatchObject({ first, worst });
});

it('nothing heard tells nothing', () => expect(signOf([], [0, 1])).toBeNull());

it('few points keep the farthest value and the order of time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 500 }), (values) => {
      const readings = course(...values);
      const sign = signOf(readings, [-10, 10]);
      if (!sign) throw new Error('none');
      expect(sign.points.length).toBeLessThanOrEqual(60);
      expect(sign.points.map(([at]) => at)).toEqual(sign.points.map(([at]) => at).toSorted((a, b) => a - b));
      const far = (value: number): number => Math.max(-10 - value, value - 10, 0);
      expect(Math.max(...sign.points.map(([, value]) => far(value)))).toBe(Math.max(...values.map(far)));
      const brute = readings.find(([i, value]) => {
        const next = values[i + 1];
        return next !== undefined && ((value > 10 && next > 10) || (value < -10 && next < -10));
      });
      expect(sign.first).toBe(brute?.[0] ?? null);
    }),
  );
});
