import { expect, it } from 'vitest';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Track } from '#shared/wire/tracks.ts';
import { crewsData } from '../../../client/map/layers/crews.ts';
import { metresOf, spotAt, stretchesOf } from '../../../client/resources/way.ts';

/** Two stretches: four minutes, then half an hour off duty, then two minutes; a thousandth of a degree of latitude is 111 m. */
const places: Track['places'] = [0, 2, 4, 34, 36].map((minute, i) => [
  minute * minuteMs,
  120,
  31 + i / 1_000,
]);

it('a way is drawn as far as it was gone, and not across the time off duty', () => {
  expect(stretchesOf(places).map((line) => line.length)).toEqual([3, 2]);
  expect(stretchesOf(places, 3 * minuteMs)).toEqual([
    [
      [120, 31],
      [120, 31.001],
    ],
  ]);
  expect(Math.round(metresOf(places))).toBe(334);
});

it('where somebody was is the last place before, and nowhere once that is too old', () => {
  expect(spotAt(places, 5 * minuteMs)?.at).toBe(4 * minuteMs);
  expect(spotAt(places, 20 * minuteMs)).toBe(null);
  expect(spotAt(places, -1)).toBe(null);
});

it('fences are drawn as circles, rings and grids; a grid of another map is none', () => {
  const fence = {
    name: { zh: '', en: '' },
    by: 'inside' as const,
    place: { lng: 120, lat: 31 },
    label: '围栏',
  };
  const ring = [120, 120.1, 120.1].map((lng, i) => ({ lng, lat: 31 + i / 10 }));
  const data = crewsData({
    crews: [{ id: 'van', post: null, lng: 120, lat: 31, at: 1 }],
    fences: [
      { ...fence, sensor: 'a', grid: null, ring: null, radiusM: 100 },
      { ...fence, sensor: 'b', grid: null, ring, radiusM: null },
      { ...fence, sensor: 'c', grid: 'elsewhere', ring: null, radiusM: null },
    ],
    chosen: 'van',
    way: stretchesOf(places),
    spot: null,
    geodata: null,
  });
  expect(data['crew-fence']?.features.map(({ properties }) => properties?.['id'])).toEqual(['a', 'b']);
  expect(data['crew']?.features[0]?.properties).toEqual({ id: 'van', vehicle: true, chosen: true });
  expect(data['crew-way']?.features).toHaveLength(2);
});
