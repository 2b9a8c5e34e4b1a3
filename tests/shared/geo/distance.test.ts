import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxAround, metresBetween } from '#shared/geo/distance.ts';

it('measures on the globe', () => {
  // 0.01° of longitude at 31° N
  expect(metresBetween({ lng: 119.5, lat: 31 }, { lng: 119.51, lat: 31 })).toBeCloseTo(953.1, 0);
  expect(metresBetween({ lng: 120, lat: 31 }, { lng: 120, lat: 31 })).toBe(0);
});

it('a box holds every place within its reach', () => {
  const degrees = fc.record({
    lng: fc.double({ min: 73, max: 135, noNaN: true }),
    lat: fc.double({ min: 4, max: 53, noNaN: true }),
    reach: fc.double({ min: 1, max: 2_000, noNaN: true }),
    east: fc.double({ min: -0.03, max: 0.03, noNaN: true }),
    north: fc.double({ min: -0.03, max: 0.03, noNaN: true }),
  });
  let inside = 0;
  fc.assert(
    fc.property(degrees, ({ lng, lat, reach, east, north }) => {
      const [west, south, eastern, northern] = boxAround({ lng, lat }, reach);
      const place = { lng: lng + east * (reach / 2_000), lat: lat + north * (reach / 2_000) };
      // A box is cut by degrees: a hair of the reach may be lost to the bend of the parallels.
      if (metresBetween({ lng, lat }, place) > reach * 0.999) return true;
      inside += 1;
      return place.lng >= west && place.lng <= eastern && place.lat >= south && place.lat <= northern;
    }),
    { numRuns: 500 },
  );
  expect(inside).toBeGreaterThan(50);
});
