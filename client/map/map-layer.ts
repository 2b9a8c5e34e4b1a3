import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection } from 'geojson';
import type { Look } from '../styles/look.ts';

/** A layer of the map in one file: its sources, how it is drawn, and how the data that are put into it are made. */
export interface MapLayer {
  id: string;
  /** Under the names of places, or over everything but the warnings. */
  floor: 'land' | 'mark';
  sources: Readonly<Record<string, SourceSpecification>>;
  layers: (look: Look) => LayerSpecification[];
}

/** A layer with what it shows now, by source. */
export interface ShownLayer {
  layer: MapLayer;
  data: Readonly<Record<string, FeatureCollection>>;
}

export const noFeatures: FeatureCollection = { type: 'FeatureCollection', features: [] };
export const emptySource: SourceSpecification = { type: 'geojson', data: noFeatures };
