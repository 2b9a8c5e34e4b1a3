import type { Drawing } from './map-layer.ts';

/** Of a county that brought its own: base maps, of which one is seen at a time, and layers that are always there. */
export interface OwnDrawings {
  bases: readonly { id: string; name: { zh: string; en: string }; drawing: Drawing }[];
  layers: readonly Drawing[];
  /** Whose maps these are, in words. */
  attributions: readonly string[];
}
export const noDrawings: OwnDrawings = { bases: [], layers: [], attributions: [] };
