import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection } from 'geojson';
import { textIn, type Language } from '#shared/kernel/localized.ts';
import { placeNames } from '#shared/pack/place-name.ts';
import { mapFont } from '../font-faces.ts';
import type { Geodata } from '../geodata.ts';
import { sameZoom } from '../../styles/look.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

export interface LabelView {
  geodata: Pick<Geodata, 'l1' | 'tree'>;
  language: Language;
  units: Parameters<typeof placeNames>[0];
}

/** Names of the cells of level 1 and 2, and of those between them and the narrowest, at a point inside each. `sort` lets the larger cell keep its name when two collide. */
export function labelData({ geodata, language, units }: LabelView): FeatureCollection {
  const pinyin = new Map(geodata.l1.features.map(({ properties }) => [properties.id, properties.pinyin]));
  const names = placeNames(units);
  const [wide, middle, ...deeper] = geodata.tree.levels;
  const features = [wide, middle, ...deeper.slice(0, -1)].flat().map((cell) => {
    const latin = language === 'en' ? pinyin.get(cell.id)?.replaceAll(' ', '') : undefined;
    const own = language === 'zh' ? undefined : names.get(cell.id);
    const name = own
      ? textIn(own, language)
      : latin
        ? latin.charAt(0).toUpperCase() + latin.slice(1)
        : cell.name;
    return pointFeature(cell.centre, { id: cell.id, level: cell.level, name });
  });
  return { type: 'FeatureCollection', features };
}

export const labelLayer: MapLayer<LabelView> = {
  id: 'label',
  sources: { label: emptySource },
  layers(look) {
    const name = (level: 1 | 2 | 3, size: number, color: string, minzoom: number): LayerSpecification => ({
      id: `label-${level}`,
      type: 'symbol',
      source: 'label',
      minzoom: minzoom === 0 ? 0 : Math.max(0, sameZoom(look, minzoom)),
      filter: [level === 3 ? '>=' : '==', ['get', 'level'], level],
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [mapFont],
        'text-size': size * look.u,
        'text-max-width': 12,
        'text-padding': 3 * look.u,
        // A name gives way to what is written over its place, and stands beside it.
        'text-variable-anchor-offset': [
          ...['center', [0, 0], 'top', [0, 1.1], 'bottom', [0, -1.1], 'left', [1.6, 0], 'right', [-1.6, 0]],
          ...['top', [0, 2.2], 'bottom', [0, -2.2]],
        ] as (string | [number, number])[],
      },
      paint: { 'text-color': color, 'text-halo-color': look.ground, 'text-halo-width': 1.4 * look.u },
    });
    return {
      name: [name(3, 12, look.text2, 13.4), name(2, 13, look.text2, 12.2), name(1, 15, look.text, 0)],
    };
  },
  data: (view) => ({ label: labelData(view) }),
};
