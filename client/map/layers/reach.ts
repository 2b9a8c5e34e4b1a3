import type { Feature, FeatureCollection } from 'geojson';
import { metresBetween } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';
import { circleRing } from '../bounds.ts';
import { mapFont } from '../font-faces.ts';
import { emptySource, noFeatures, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const [ringSource, wordSource] = ['reach-ring', 'reach-word'];

export interface ReachView {
  place: Point | null;
  radiiM: readonly number[];
  /** What stands at each. */
  words: readonly string[];
  /** Marks that lie over it: a distance is written where it is farthest from all of them. */
  avoid: readonly Point[];
}
/** Corners of a ring that may carry its distance, the top first. */
const spots = [16, 48, 8, 24, 56, 40] as const;

function spotOf(ring: readonly [number, number][], avoid: readonly Point[]): Point {
  const room = (at: Point): number => Math.min(...avoid.map((one) => metresBetween(one, at)));
  const places = spots.map((i) => ({ lng: ring[i]?.[0] ?? 0, lat: ring[i]?.[1] ?? 0 }));
  const [top = { lng: 0, lat: 0 }] = places;
  return places.reduce((best, one) => (room(one) > room(best) ? one : best), top);
}

/** Rings of so many metres, each with its distance; nothing without a place. */
export function reachData({ place, radiiM, words, avoid }: ReachView): Record<string, FeatureCollection> {
  if (!place) return { [ringSource]: noFeatures, [wordSource]: noFeatures };
  const rings = radiiM.map((radius) => ({ radius, ring: circleRing(place, radius) }));
  const line = (coordinates: [number, number][]): Feature => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'LineString', coordinates },
  });
  return {
    [ringSource]: { type: 'FeatureCollection', features: rings.map(({ ring }) => line(ring)) },
    [wordSource]: {
      type: 'FeatureCollection',
      features: rings.map(({ ring }, nth) => {
        return pointFeature(spotOf(ring, avoid), { word: words[nth] ?? '' });
      }),
    },
  };
}

/** Rings of distance round a matter: what lies in them is near, whatever the frame of the map. */
export const reachLayer: MapLayer<ReachView> = {
  id: 'reach',
  sources: { [ringSource]: emptySource, [wordSource]: emptySource },
  layers: (look) => ({
    land: [
      {
        id: 'reach-ring',
        type: 'line',
        source: ringSource,
        paint: {
          'line-color': look.rose,
          'line-width': 1.4 * look.u,
          'line-dasharray': [3, 3],
          'line-opacity': 0.8,
        },
      },
      {
        id: 'reach-word',
        type: 'symbol',
        source: wordSource,
        layout: {
          'text-field': ['get', 'word'],
          'text-font': [mapFont],
          'text-size': 13 * look.u,
          'text-offset': [0, -0.8],
          'text-allow-overlap': true,
        },
        paint: { 'text-color': look.rose, 'text-halo-color': look.ground, 'text-halo-width': 1.6 * look.u },
      },
    ],
  }),
  data: reachData,
};
