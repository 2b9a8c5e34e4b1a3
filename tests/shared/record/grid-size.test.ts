import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridSizeOf, hullOf, partsOf, splitOf, type Lived } from '#shared/record/grid-size.ts';

const place = fc.record({
  lng: fc.integer({ min: 0, max: 1000 }).map((n) => 120 + n / 1e4),
  lat: fc.integer({ min: 0, max: 1000 }).map((n) => 31 + n / 1e4),
  households: fc.integer({ min: 1, max: 12 }),
  people: fc.integer({ min: 0, max: 40 }),
});

describe('the size of a grid', () => {
  it.each([
    [0, 0, 'empty', 1],
    [199, 599, 'small', 1],
    [199, 600, 'right', 1],
    [200, 500, 'right', 1],
    [300, 900, 'right', 1],
    [301, 700, 'large', 2],
    [250, 901, 'large', 2],
    [900, 2700, 'large', 3],
    [901, 2700, 'large', 4],
    [310, 3000, 'large', 4],
  ])('%d households and %d people is %s, in %d', (households, people, size, parts) => {
    expect([gridSizeOf({ households, people }), partsOf({ households, people })]).toEqual([size, parts]);
  });

  it('a split loses nobody, counts nobody twice, is even as far as buildings let it, and is the same for any order', () => {
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 6 }),
        (places, parts) => {
          const split = splitOf(places, parts);
          const total = (
            list: readonly { households: number; people: number }[],
            what: 'households' | 'people',
          ) => list.reduce((sum, one) => sum + one[what], 0);
          for (const what of ['households', 'people'] as const)
            expect(total(split, what)).toBe(total(places, what));
          expect(split.length).toBeLessThanOrEqual(parts);
          // Each cut misses its mark by half a building at most, and there are no more than three in a row.
          if (places.length >= parts * 8) {
            const even = total(places, 'households') / parts;
            for (const part of split) expect(Math.abs(part.households - even)).toBeLessThanOrEqual(36);
          }
        },
      ),
    );
    const places: Lived[] = Array.from({ length: 30 }, (_, i) => ({
      lng: 120 + (i % 6) / 100,
      lat: 31 + Math.floor(i / 6) / 200,
      households: 12,
      people: 30,
    }));
    expect(splitOf(places.toReversed(), 2)).toEqual(splitOf(places, 2));
    expect(splitOf(places, 2).map(({ households }) => households)).toEqual([180, 180]);
    expect(splitOf(places, 3).every(({ households }) => households >= 108 && households <= 132)).toBe(true);
  });

  it('an outline is closed and holds every place', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 40 }), (places) => {
        const ring = hullOf(places);
        expect(ring.at(-1)).toEqual(ring[0]);
        for (const { lng, lat } of places)
          for (let i = 1; i < ring.length; i++) {
            const [a, b] = [ring[i - 1], ring[i]];
            if (a && b)
              expect(
                (b.lng - a.lng) * (lat - a.lat) - (b.lat - a.lat) * (lng - a.lng),
              ).toBeGreaterThanOrEqual(ring.length > 3 ? -1e-12 : -1);
          }
      }),
    );
  });
});
