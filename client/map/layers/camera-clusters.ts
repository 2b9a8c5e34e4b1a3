import type { FeatureCollection } from 'geojson';
import type { Camera } from '#shared/pack/schema.ts';
import { mapFont } from '../font-faces.ts';
import { noFeatures, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const source = 'cameras';

export interface CameraClusterView {
  cameras: readonly Camera[];
  offline: ReadonlySet<string>;
}

export function cameraFeatures({ cameras, offline }: CameraClusterView): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: cameras.map(({ id, place }) =>
      pointFeature(place, { camera: id, off: offline.has(id) ? 1 : 0 }),
    ),
  };
}

/** Cameras by themselves where the map is near, else as a disc with how many there are; rose where a tenth or more give no picture. */
export const cameraClusterLayer: MapLayer<CameraClusterView> = {
  id: 'cameras',
  sources: {
    [source]: {
      type: 'geojson',
      data: noFeatures,
      cluster: true,
      clusterRadius: 46,
      clusterMaxZoom: 15,
      clusterProperties: { off: ['+', ['get', 'off']] },
    },
  },
  layers: (look) => ({
    point: [
      {
        id: 'cameras-disc',
        type: 'circle',
        source,
        filter: ['has', 'point_count'],
        paint: {
          'circle-radius': ['step', ['get', 'point_count'], 12 * look.u, 20, 16 * look.u, 200, 22 * look.u],
          'circle-color': look.tealFaint,
          'circle-stroke-width': 1.4 * look.u,
          'circle-stroke-color': [
            'case',
            ['>=', ['*', 10, ['get', 'off']], ['get', 'point_count']],
            look.rose,
            look.teal,
          ],
        },
      },
      {
        id: 'cameras-count',
        type: 'symbol',
        source,
        filter: ['has', 'point_count'],
        layout: {
          'text-field': ['get', 'point_count_abbreviated'],
          'text-font': [mapFont],
          'text-size': 12.5 * look.u,
          'text-allow-overlap': true,
        },
        paint: { 'text-color': look.text },
      },
      {
        id: 'cameras-one',
        type: 'circle',
        source,
        filter: ['!', ['has', 'point_count']],
        paint: {
          'circle-radius': 6 * look.u,
          'circle-color': ['case', ['==', ['get', 'off'], 1], look.text2, look.teal],
          'circle-stroke-color': look.ground,
          'circle-stroke-width': 1.4 * look.u,
        },
      },
    ],
  }),
  picks: { 'cameras-one': { kind: 'camera', id: 'camera' } },
  data: (view) => ({ [source]: cameraFeatures(view) }),
};
