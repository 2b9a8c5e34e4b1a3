import type { Feature, FeatureCollection } from 'geojson';
import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { textIn, type Language } from '#shared/kernel/localized.ts';
import type { PoliceGrid } from '#shared/pack/police.ts';
import type { Look } from '../../styles/look.ts';
import { mapFont } from '../font-faces.ts';
import type { Geodata } from '../geodata.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { areaOfAll } from '../slice-map.ts';
import { pointFeature } from './point-feature.ts';

const [areas, names] = ['beat', 'beat-name'];

export interface BeatsView {
  beats: readonly PoliceGrid[];
  /** How many joint matters are open in each. */
  joint: ReadonlyMap<string, number>;
  chosen: string | null;
  geodata: Pick<Geodata, 'topology' | 'tree'>;
  language: Language;
}

/** 警格 over the grid: each the outline of its cells together, its name and its open joint matters in its middle. */
export function beatsData({
  beats,
  joint,
  chosen,
  geodata,
  language,
}: BeatsView): Record<string, FeatureCollection> {
  const known = beats.flatMap((beat) => {
    const grids = beat.grids.filter((id) => geodata.tree.byId.has(id));
    return grids.length === 0 ? [] : [{ ...beat, grids }];
  });
  const shapes = known.map(({ id, grids }): Feature => ({
    type: 'Feature',
    properties: { id, chosen: id === chosen, joint: joint.get(id) ?? 0 },
    geometry: areaOfAll(geodata, grids),
  }));
  const labels = known.map(({ id, name, grids }) => {
    const middle = grids.map((grid) => geodata.tree.byId.get(grid)?.centre ?? { lng: 0, lat: 0 });
    const mean = (of: 'lng' | 'lat'): number => middle.reduce((sum, one) => sum + one[of], 0) / middle.length;
    const count = joint.get(id) ?? 0;
    const text = textIn(name, language);
    return pointFeature(
      { lng: mean('lng'), lat: mean('lat') },
      { id, name: count > 0 ? `${text}\n${count}` : text },
    );
  });
  return {
    [areas]: { type: 'FeatureCollection', features: shapes },
    [names]: { type: 'FeatureCollection', features: labels },
  };
}

const whereChosen = <T>(chosen: T, usual: T): T => ['case', ['get', 'chosen'], chosen, usual] as unknown as T;

const fill = (look: Look): LayerSpecification => ({
  id: 'beat-fill',
  type: 'fill',
  source: areas,
  paint: { 'fill-color': look.teal, 'fill-opacity': whereChosen(0.16, 0.02), 'fill-antialias': false },
});
const edge = (look: Look): LayerSpecification => ({
  id: 'beat-edge',
  type: 'line',
  source: areas,
  layout: { 'line-join': 'round' },
  paint: {
    'line-color': whereChosen(look.teal, look.text2),
    'line-width': whereChosen(2.6 * look.u, 1.2 * look.u),
  },
});
const label = (look: Look): LayerSpecification => ({
  id: 'beat-name',
  type: 'symbol',
  source: names,
  layout: {
    'text-field': ['get', 'name'],
    'text-font': [mapFont],
    'text-size': 13 * look.u,
    'text-max-width': 8,
  },
  paint: { 'text-color': look.text, 'text-halo-color': look.ground, 'text-halo-width': 1.6 * look.u },
});

export const beatsLayer: MapLayer<BeatsView> = {
  id: 'beats',
  sources: { [areas]: emptySource, [names]: emptySource },
  layers: (look) => ({ land: [fill(look)], line: [edge(look)], name: [label(look)] }),
  picks: { 'beat-fill': { kind: 'beat', id: 'id' } },
  data: beatsData,
};
