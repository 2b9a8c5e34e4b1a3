import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection, GeoJSON, MultiLineString } from 'geojson';
import type { Geodata } from '../geodata.ts';
import { sameZoom, type Look } from '../../styles/look.ts';

const line = (geometry: MultiLineString): GeoJSON => ({ type: 'Feature', properties: {}, geometry });
const merged = (collections: FeatureCollection[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: collections.flatMap((collection) => collection.features),
});

/** Water, neighbours, the county and the borders of its grids. */
export function groundSources(geodata: Geodata): Record<string, SourceSpecification> {
  return {
    neighbours: { type: 'geojson', data: geodata.neighbours },
    water: { type: 'geojson', data: merged(geodata.water) },
    county: { type: 'geojson', data: geodata.county },
    l1: { type: 'geojson', data: line(geodata.borders.l1) },
    l2: { type: 'geojson', data: line(geodata.borders.l2) },
    l3: { type: 'geojson', data: line(geodata.borders.l3) },
  };
}

/** What lies under the grid fill. */
export function groundLayers(look: Look): LayerSpecification[] {
  return [
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
  ];
}

/** What lies over the grid fill: borders, the finer ones only when near. */
export function borderLayers(look: Look): LayerSpecification[] {
  return [
    {
      id: 'l3',
      type: 'line',
      source: 'l3',
      minzoom: Math.max(0, sameZoom(look, 11.5)),
      paint: { 'line-color': look.rule, 'line-width': 0.7 * look.u, 'line-opacity': 0.8 },
    },
    { id: 'l2', type: 'line', source: 'l2', paint: { 'line-color': look.rule, 'line-width': 0.9 * look.u } },
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
  ];
}
