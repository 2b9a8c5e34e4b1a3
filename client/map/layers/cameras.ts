import type { Point } from '#shared/geo/point.ts';
import { mapFont } from '../font-faces.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const source = 'camera';

/** Cameras near a matter, by the number that they have in the list beside the map. */
export const cameraLayer: MapLayer<{ places: readonly Point[] }> = {
  id: 'camera',
  sources: { [source]: emptySource },
  layers: (look) => ({
    mark: [
      {
        id: 'camera-disc',
        type: 'circle',
        source,
        paint: {
          'circle-radius': 9 * look.u,
          'circle-color': look.ground,
          'circle-stroke-color': look.text,
          'circle-stroke-width': 1.4 * look.u,
        },
      },
      {
        id: 'camera-number',
        type: 'symbol',
        source,
        layout: {
          'text-field': ['get', 'number'],
          'text-font': [mapFont],
          'text-size': 13 * look.u,
          'text-allow-overlap': true,
        },
        paint: { 'text-color': look.text },
      },
    ],
  }),
  data: ({ places }) => ({
    [source]: {
      type: 'FeatureCollection',
      features: places.map((place, i) => pointFeature(place, { number: `${i + 1}` })),
    },
  }),
};
