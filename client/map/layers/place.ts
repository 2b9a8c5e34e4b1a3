import type { FeatureCollection } from 'geojson';
import type { Geodata } from '../geodata.ts';
import { emptySource, noFeatures, type MapLayer } from '../map-layer.ts';
import { areaOf } from '../slice-map.ts';

const [veilSource, edgeSource] = ['place-veil', 'place-edge'];

export interface PlaceView {
  geodata: Geodata;
  grid: string | null;
}

/** A veil over everything but the cell, and the cell's edge; nothing when no grid was gone into. */
export function placeData({ geodata, grid }: PlaceView): Record<string, FeatureCollection> {
  if (grid === null || !geodata.tree.byId.has(grid))
    return { [veilSource]: noFeatures, [edgeSource]: noFeatures };
  const area = areaOf(geodata, grid);
  const { geometry } = area;
  const holes = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  // The whole sheet, with the cell's outer rings cut out of it.
  const sheet: [number, number][] = [
    ...([
      [-180, -85],
      [180, -85],
      [180, 85],
      [-180, 85],
      [-180, -85],
    ] as [number, number][]),
  ];
  return {
    [veilSource]: {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: {},
          geometry: {
            type: 'Polygon',
            coordinates: [sheet, ...holes.flatMap(([ring]) => (ring ? [ring] : []))],
          },
        },
      ],
    },
    [edgeSource]: { type: 'FeatureCollection', features: [area] },
  };
}

/** The grid that was gone into: what lies around it steps back. */
export const placeLayer: MapLayer<PlaceView> = {
  id: 'place',
  sources: { [veilSource]: emptySource, [edgeSource]: emptySource },
  layers: (look) => ({
    land: [
      {
        id: 'place-veil',
        type: 'fill',
        source: veilSource,
        paint: { 'fill-color': look.ground, 'fill-opacity': 0.66, 'fill-antialias': false },
      },
      {
        id: 'place-edge',
        type: 'line',
        source: edgeSource,
        layout: { 'line-join': 'round' },
        paint: { 'line-color': look.teal, 'line-width': 1.8 * look.u },
      },
    ],
  }),
  data: placeData,
};
