import type { Identity } from '#shared/pack/schema.ts';
import type { Drawing } from './map-layer.ts';

/** Of a county that brought its own: base maps, of which one is seen at a time, and layers that are always there. */
export interface OwnDrawings {
  bases: readonly { id: string; name: { zh: string; en: string }; drawing: Drawing }[];
  layers: readonly Drawing[];
  /** Whose maps these are, in words. */
  attributions: readonly string[];
}
export const noDrawings: OwnDrawings = { bases: [], layers: [], attributions: [] };

/** Whether all that a county brought for its map can be drawn: what draws it may not have come over a line that broke. */
export const isWhole = ({ bases, layers }: OwnDrawings, { map }: Pick<Identity, 'map'>): boolean =>
  bases.length === (map.bases?.length ?? 0) && layers.length === (map.layers?.length ?? 0);
