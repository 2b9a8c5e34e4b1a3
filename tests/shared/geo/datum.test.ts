import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datums, fromDatum, toDatum } from '#shared/geo/datum.ts';
import { metresBetween } from '#shared/geo/distance.ts';

/** WGS-84 and GCJ-02 of the same places, latitude first, from the published test table of eviltransform. */
const known = [
  ['上海', 31.1774276, 121.5272106, 31.17530398364597, 121.531541859215],
  ['深圳', 22.543847, 113.912316, 22.540796131694766, 113.9171764808363],
  ['北京', 39.911954, 116.377817, 39.91334545536069, 116.38404722455657],
] as const;

const china = fc.record({
  lng: fc.double({ min: 74, max: 134, noNaN: true }),
  lat: fc.double({ min: 19, max: 53, noNaN: true }),
});

describe('GCJ-02', () => {
  it.each(known)('of %s is right to a metre, there and back', (_, lat, lng, gcjLat, gcjLng) => {
    const [wgs, gcj] = [
      { lng, lat },
      { lng: gcjLng, lat: gcjLat },
    ];
    expect(metresBetween(toDatum(wgs, 'gcj02'), gcj)).toBeLessThan(1);
    expect(metresBetween(fromDatum(gcj, 'gcj02'), wgs)).toBeLessThan(1);
    expect(metresBetween(wgs, gcj)).toBeGreaterThan(100);
  });
  it('there and back is the same place, to a centimetre, anywhere in the country', () => {
    fc.assert(
      fc.property(china, (place) => {
        expect(metresBetween(fromDatum(toDatum(place, 'gcj02'), 'gcj02'), place)).toBeLessThan(0.01);
      }),
    );
  });
  it('is WGS-84 outside of China', () => {
    const paris = { lng: 2.35, lat: 48.85 };
    expect([toDatum(paris, 'gcj02'), fromDatum(paris, 'gcj02')]).toEqual([paris, paris]);
  });
});
it('CGCS2000 is WGS-84: they differ by centimetres', () => {
  for (const datum of datums.filter((one) => one !== 'gcj02'))
    expect(toDatum({ lng: 120.2, lat: 31.9 }, datum)).toEqual({ lng: 120.2, lat: 31.9 });
});
