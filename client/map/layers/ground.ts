import type { FeatureCollection, MultiLineString } from 'geojson';
import type { Geodata } from '../geodata.ts';
import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { sameZoom, type Look } from '../../styles/look.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';

/** Borders with the level that each is of. */
const lines = (borders: readonly MultiLineString[], from: number, to = Infinity): FeatureCollection => ({
  type: 'FeatureCollection',
  features: borders.flatMap((geometry, at) =>
    at + 1 < from || at + 1 > to ? [] : [{ type: 'Feature', properties: { level: at + 1 }, geometry }],
  ),
});
const merged = (collections: FeatureCollection[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: collections.flatMap((collection) => collection.features),
});

/** The county lies on the ground like a sheet: light round its edge, its side below it, then the land itself. */
const glow = (look: Look): LayerSpecification => ({
  id: 'county-glow',
  type: 'line',
  source: 'county',
  layout: { 'line-join': 'round' },
  paint: {
    'line-color': look.teal,
    'line-width': 34 * look.u,
    'line-blur': 34 * look.u,
    'line-opacity': 0.26,
  },
});
/** The side of the sheet that the county is: its land, so many units lower. */
const side = (look: Look, depth: number, colour: string): LayerSpecification => ({
  id: `county-side-${depth}`,
  type: 'fill',
  source: 'county',
  paint: { 'fill-color': colour, 'fill-translate': [0, depth * look.u], 'fill-translate-anchor': 'viewport' },
});

/** From which zoom on the borders of the fourth, fifth and sixth level are drawn. */
const deeper = (look: Look): number[] =>
  [12.5, 13.5, 14.5].flatMap((zoom, at) => [Math.max(at, sameZoom(look, zoom)), at + 4]);

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
      {
        id: 'shore',
        type: 'line',
        source: 'water',
        paint: { 'line-color': look.teal, 'line-width': 0.8 * look.u, 'line-opacity': 0.16 },
      },
      glow(look),
      side(look, 9, look.ground),
      side(look, 7, look.tealFaint),
      { id: 'county', type: 'fill', source: 'county', paint: { 'fill-color': look.land } },
    ],
    border: [
      {
        id: 'l3',
        type: 'line',
        source: 'l3',
        minzoom: Math.max(0, sameZoom(look, 11.5)),
        filter: ['<=', ['get', 'level'], ['step', ['zoom'], 3, ...deeper(look)]],
        paint: { 'line-color': look.rule, 'line-width': 0.7 * look.u, 'line-opacity': 0.8 },
      },
      {
        id: 'l2',
        type: 'line',
        source: 'l2',
        paint: { 'line-color': look.ruleStrong, 'line-width': 0.7 * look.u, 'line-opacity': 0.75 },
      },
      {
        id: 'l1',
        type: 'line',
        source: 'l1',
        paint: { 'line-color': look.text2, 'line-width': 1.1 * look.u, 'line-opacity': 0.55 },
      },
      {
        id: 'outline',
        type: 'line',
        source: 'county',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': look.text, 'line-width': 1.5 * look.u, 'line-opacity': 0.62 },
      },
    ],
  }),
  data: ({ geodata }) => ({
    neighbours: geodata.neighbours,
    water: merged(geodata.water),
    county: geodata.county,
    l1: lines(geodata.borders, 1, 1),
    l2: lines(geodata.borders, 2, 2),
    l3: lines(geodata.borders, 3),
  }),
};
