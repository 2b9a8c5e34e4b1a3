import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection } from 'geojson';
import type { Language } from '#shared/kernel/localized.ts';
import { mapFont } from '../font-faces.ts';
import type { Geodata } from '../geodata.ts';
import { sameZoom, type Look } from '../../styles/look.ts';
import { pointFeature } from './point-feature.ts';

/** Names of the cells of level 1 and 2 at a point inside each. `sort` lets the larger cell keep its name when two collide. */
export function labelData(geodata: Pick<Geodata, 'l1' | 'tree'>, language: Language): FeatureCollection {
  const pinyin = new Map(geodata.l1.features.map(({ properties }) => [properties.id, properties.pinyin]));
  const features = [...geodata.tree.levels[0], ...geodata.tree.levels[1]].map((cell) => {
    const latin = language === 'en' ? pinyin.get(cell.id)?.replaceAll(' ', '') : undefined;
    const name = latin ? latin.charAt(0).toUpperCase() + latin.slice(1) : cell.name;
    return pointFeature(cell.centre, { id: cell.id, level: cell.level, name });
  });
  return { type: 'FeatureCollection', features };
}

export function labelSources(geodata: Geodata, language: Language): Record<string, SourceSpecification> {
  return { label: { type: 'geojson', data: labelData(geodata, language) } };
}

export function labelLayers(look: Look): LayerSpecification[] {
  const name = (level: 1 | 2, size: number, color: string, minzoom: number): LayerSpecification => ({
    id: `label-${level}`,
    type: 'symbol',
    source: 'label',
    minzoom: minzoom === 0 ? 0 : Math.max(0, sameZoom(look, minzoom)),
    filter: ['==', ['get', 'level'], level],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': [mapFont],
      'text-size': size * look.u,
      'text-max-width': 12,
      'text-padding': 3 * look.u,
    },
    paint: { 'text-color': color, 'text-halo-color': look.ground, 'text-halo-width': 1.4 * look.u },
  });
  return [name(2, 13, look.text2, 12.2), name(1, 15, look.text, 0)];
}
