import type { Feature, FeatureCollection } from 'geojson';
import type { Point } from '#shared/geo/point.ts';
import { mapFont } from '../font-faces.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';

const source = 'split';

export interface SplitView {
  /** How a grid could be divided: outlines around what lives there, each with what is written in it. */
  parts: readonly { outline: readonly Point[]; words: string }[];
}

export function splitData({ parts }: SplitView): FeatureCollection {
  const features = parts.map(({ outline, words }, part): Feature => {
    const coordinates = [outline.map(({ lng, lat }) => [lng, lat])];
    // Two places make a line, one a point: neither is a polygon.
    const geometry =
      outline.length > 3
        ? ({ type: 'Polygon', coordinates } as const)
        : ({ type: 'LineString', coordinates: coordinates[0] ?? [] } as const);
    return { type: 'Feature', properties: { part: part % 2, words }, geometry };
  });
  return { type: 'FeatureCollection', features };
}

/** A proposal to divide a grid. */
export const splitLayer: MapLayer<SplitView> = {
  id: 'split',
  sources: { [source]: emptySource },
  layers: (look) => ({
    land: [
      {
        id: 'split-fill',
        type: 'fill',
        source,
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: {
          'fill-color': ['case', ['==', ['get', 'part'], 0], look.teal, look.rose] as unknown as string,
          'fill-opacity': 0.22,
        },
      },
    ],
    line: [
      {
        id: 'split-edge',
        type: 'line',
        source,
        paint: { 'line-color': look.text2, 'line-width': 1.5 * look.u, 'line-dasharray': [3, 2] },
      },
    ],
    name: [
      {
        id: 'split-words',
        type: 'symbol',
        source,
        layout: { 'text-field': ['get', 'words'], 'text-font': [mapFont], 'text-size': 14 * look.u },
        paint: { 'text-color': look.text, 'text-halo-color': look.ground, 'text-halo-width': 1.8 * look.u },
      },
    ],
  }),
  data: (view) => ({ [source]: splitData(view) }),
};
