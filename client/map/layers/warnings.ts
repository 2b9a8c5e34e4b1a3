import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection } from 'geojson';
import type { GridTree } from '#shared/grid/tree.ts';
import type { WarningRow } from '#shared/views/board.ts';
import { colours, type Colour } from '#shared/warning/warning.ts';
import { mapFont } from '../font-faces.ts';
import type { Look } from '../../styles/look.ts';
import { pointFeature } from './point-feature.ts';

export const warningSource = 'warning';
export const warningLayer = 'warning';
export const warningIcon = (colour: Colour): string => `warning-${colour}`;

/** Warnings in effect at their place, or at the first grid they hold for; one for the whole county has no place on the map. */
export function warningData(rows: Iterable<WarningRow>, tree: GridTree): FeatureCollection {
  const features = [...rows].flatMap((row) => {
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

export const warningSources: Record<string, SourceSpecification> = {
  [warningSource]: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
};

/** The legal colour and shape of each level, never hidden by another label. */
export function warningLayers(look: Look): LayerSpecification[] {
  const { u, legal } = look;
  const tone = [
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
  return [
    {
      id: 'warning-halo',
      type: 'circle',
      source: warningSource,
      paint: { 'circle-radius': 52 * u, 'circle-color': tone, 'circle-opacity': 0.2, 'circle-blur': 0.9 },
    },
    {
      id: 'warning-ring',
      type: 'circle',
      source: warningSource,
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
      id: warningLayer,
      type: 'symbol',
      source: warningSource,
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
  ];
}
