import type { FeatureCollection } from 'geojson';
import type { MapResource, ResourceKind } from '#shared/pack/resource.ts';
import { mapFont } from '../font-faces.ts';
import { noFeatures, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const source = 'resource';

export interface ResourceView {
  resources: readonly MapResource[];
  /** A sign or two for a kind, by which it is told apart on the map. */
  signs: Readonly<Record<ResourceKind, string>>;
  selected: string | null;
}

export function resourceFeatures({ resources, signs, selected }: ResourceView): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: resources.map(({ id, kind, name, place }) =>
      pointFeature(place, { resource: id, sign: signs[kind], name, chosen: id === selected }),
    ),
  };
}

/** Things of the resource map, each with the sign of its kind; far away as a disc with how many there are; the chosen one by its name. */
export const resourceLayer: MapLayer<ResourceView> = {
  id: 'resource',
  sources: {
    [source]: { type: 'geojson', data: noFeatures, cluster: true, clusterRadius: 34, clusterMaxZoom: 14 },
  },
  layers: (look) => ({
    unit: [
      {
        id: 'resource-disc',
        type: 'circle',
        source,
        paint: {
          'circle-radius': ['case', ['has', 'point_count'], 13 * look.u, 9 * look.u],
          'circle-color': ['case', ['boolean', ['get', 'chosen'], false], look.teal, look.ground],
          'circle-stroke-color': look.teal,
          'circle-stroke-width': 1.2 * look.u,
        },
      },
      {
        id: 'resource-sign',
        type: 'symbol',
        source,
        layout: {
          'text-field': ['coalesce', ['get', 'point_count_abbreviated'], ['get', 'sign']],
          'text-font': [mapFont],
          'text-size': 11.5 * look.u,
          'text-allow-overlap': true,
        },
        paint: { 'text-color': ['case', ['boolean', ['get', 'chosen'], false], look.ground, look.text] },
      },
    ],
    name: [
      {
        id: 'resource-name',
        type: 'symbol',
        source,
        filter: ['==', ['get', 'chosen'], true],
        layout: {
          'text-field': ['get', 'name'],
          'text-font': [mapFont],
          'text-size': 14 * look.u,
          'text-anchor': 'left',
          'text-offset': [1, 0],
          'text-allow-overlap': true,
        },
        paint: { 'text-color': look.text, 'text-halo-color': look.ground, 'text-halo-width': 1.5 * look.u },
      },
    ],
  }),
  picks: { 'resource-disc': { kind: 'resource', id: 'resource' } },
  data: (view) => ({ [source]: resourceFeatures(view) }),
};
