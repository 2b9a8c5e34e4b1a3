import type { FeatureCollection } from 'geojson';
import type { GridTree } from '#shared/grid/tree.ts';
import type { WarningRow } from '#shared/views/board.ts';
import { colours, type Colour } from '#shared/warning/warning.ts';
import { mapFont } from '../font-faces.ts';
import type { Look } from '../../styles/look.ts';
import { drawIcon } from '../icons.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const source = 'warning';
const warningIcon = (colour: Colour): string => `warning-${colour}`;

export interface WarningView {
  rows: readonly WarningRow[];
  tree: GridTree;
}

/** Warnings in effect at their place, or at the first grid they hold for; one for the whole county has no place on the map. */
export function warningData({ rows, tree }: WarningView): FeatureCollection {
  const features = rows.flatMap((row) => {
    const place =
      row.lng !== null && row.lat !== null
        ? { lng: row.lng, lat: row.lat }
        : row.grids[0] && tree.byId.get(row.grids[0])?.centre;
    if (!place) return [];
    return [
      pointFeature(place, {
        id: row.id,
        title: row.title,
        colour: row.colour,
        icon: warningIcon(row.colour),
        sort: colours.indexOf(row.colour),
      }),
    ];
  });
  return { type: 'FeatureCollection', features };
}

/** The legal colour that a feature names. */
export const byColour = ({ legal }: Look): string =>
  [
    'match',
    ['get', 'colour'],
    'red',
    legal.red,
    'orange',
    legal.orange,
    'yellow',
    legal.yellow,
    legal.blue,
  ] as unknown as string;

/** The legal colour and shape of each level, never hidden by another label. */
export const warningLayer: MapLayer<WarningView> = {
  id: 'warning',
  sources: { [source]: emptySource },
  layers(look) {
    const { u } = look;
    const tone = byColour(look);
    return {
      warning: [
        {
          id: 'warning-halo',
          type: 'circle',
          source,
          paint: { 'circle-radius': 52 * u, 'circle-color': tone, 'circle-opacity': 0.2, 'circle-blur': 0.9 },
        },
        {
          id: 'warning-ring',
          type: 'circle',
          source,
          paint: {
            'circle-radius': 22 * u,
            'circle-color': tone,
            'circle-opacity': 0.12,
            'circle-stroke-color': tone,
            'circle-stroke-width': 1.2 * u,
            'circle-stroke-opacity': 0.8,
          },
        },
        {
          id: 'warning',
          type: 'symbol',
          source,
          layout: {
            'icon-image': ['get', 'icon'],
            'icon-size': 0.5 * u,
            'icon-allow-overlap': true,
            'text-field': ['get', 'title'],
            'text-font': [mapFont],
            'text-size': 15 * u,
            'text-max-width': 16,
            'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
            'text-radial-offset': 1.8,
            'text-justify': 'auto',
            'text-optional': true,
            'symbol-sort-key': ['get', 'sort'] as unknown as number,
          },
          paint: { 'text-color': tone, 'text-halo-color': look.ground, 'text-halo-width': 1.8 * u },
        },
      ],
    };
  },
  icons: ({ legal, ground }) =>
    Object.fromEntries(colours.map((one) => [warningIcon(one), drawIcon(one, legal[one], ground)])),
  picks: { warning: { kind: 'warning', id: 'id' } },
  data: (view) => ({ [source]: warningData(view) }),
};
