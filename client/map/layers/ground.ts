import type { FeatureCollection, MultiLineString } from 'geojson';
import type { Geodata } from '../geodata.ts';
import { sameZoom } from '../../styles/look.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';

const line = (geometry: MultiLineString): FeatureCollection => ({
  type: 'FeatureCollection',
  features: [{ type: 'Feature', properties: {}, geometry }],
});
const merged = (collections: FeatureCollection[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: collections.flatMap((collection) => collection.features),
});

/** Water, neighbours and the county under the grid fill; over it the borders of its grids, the finer ones only when near. */
export const groundLayer: MapLayer<{ geodata: Geodata }> = {
  id: 'ground',
  sources: {
    neighbours: emptySource,
    water: emptySource,
    county: emptySource,
    l1: emptySource,
    l2: emptySource,
    l3: emptySource,
  },
  layers: (look) => ({
    ground: [
      { id: 'ground', type: 'background', paint: { 'background-color': look.ground } },
      {
        id: 'neighbours',
        type: 'line',
        source: 'neighbours',
        paint: { 'line-color': look.rule, 'line-width': 0.9 * look.u },
      },
      {
        id: 'water',
        type: 'fill',
        source: 'water',
        paint: { 'fill-color': look.water, 'fill-antialias': true },
      },
      { id: 'county', type: 'fill', source: 'county', paint: { 'fill-color': look.land } },
    ],
    border: [
      {
        id: 'l3',
        type: 'line',
        source: 'l3',
        minzoom: Math.max(0, sameZoom(look, 11.5)),
        paint: { 'line-color': look.rule, 'line-width': 0.7 * look.u, 'line-opacity': 0.8 },
      },
      {
        id: 'l2',
        type: 'line',
        source: 'l2',
        paint: { 'line-color': look.rule, 'line-width': 0.9 * look.u },
      },
      {
        id: 'l1',
        type: 'line',
        source: 'l1',
        paint: { 'line-color': look.ruleStrong, 'line-width': 1.2 * look.u },
      },
      {
        id: 'outline',
        type: 'line',
        source: 'county',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': look.text2, 'line-width': 1.5 * look.u, 'line-opacity': 0.75 },
      },
    ],
  }),
  data: ({ geodata }) => ({
    neighbours: geodata.neighbours,
    water: merged(geodata.water),
    county: geodata.county,
    l1: line(geodata.borders.l1),
    l2: line(geodata.borders.l2),
    l3: line(geodata.borders.l3),
  }),
};
