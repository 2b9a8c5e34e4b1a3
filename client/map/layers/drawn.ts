import type { Feature, FeatureCollection } from 'geojson';
import type { Point } from '#shared/geo/point.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { areaOfDrawing, lineOf, type Drawing } from '../tools/drawing.ts';
import { pointFeature } from './point-feature.ts';

const [areaSource, lineSource, cornerSource] = ['drawn-area', 'drawn-line', 'drawn-corner'];

export interface DrawnView {
  drawing: Drawing | null;
}

const pairs = (line: readonly Point[]): [number, number][] => line.map(({ lng, lat }) => [lng, lat]);
const closed = (line: readonly Point[]): [number, number][] => pairs([...line, ...line.slice(0, 1)]);
const one = (feature: Feature): FeatureCollection => ({ type: 'FeatureCollection', features: [feature] });
const none: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** The area, the line and the corners of what somebody draws. */
export function drawnData({ drawing }: DrawnView): Record<string, FeatureCollection> {
  if (!drawing) return { [areaSource]: none, [lineSource]: none, [cornerSource]: none };
  const area = areaOfDrawing(drawing);
  const line = lineOf(drawing);
  const isRadius = drawing.tool === 'circle' && line.length > 1;
  const lines = [...(area ? [closed(area.ring)] : []), ...(isRadius || !area ? [pairs(line)] : [])];
  return {
    [areaSource]: area
      ? one({
          type: 'Feature',
          properties: {},
          geometry: { type: 'Polygon', coordinates: [closed(area.ring)] },
        })
      : none,
    [lineSource]:
      line.length > 1
        ? one({ type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates: lines } })
        : none,
    [cornerSource]: {
      type: 'FeatureCollection',
      features: drawing.corners.map((corner) => pointFeature(corner, {})),
    },
  };
}

/** What somebody draws to select or to measure. It lies over everything but warnings. */
export const drawnLayer: MapLayer<DrawnView> = {
  id: 'drawn',
  sources: { [areaSource]: emptySource, [lineSource]: emptySource, [cornerSource]: emptySource },
  everyMs: 0,
  layers: (look) => ({
    mark: [
      {
        id: 'drawn-area',
        type: 'fill',
        source: areaSource,
        paint: { 'fill-color': look.teal, 'fill-opacity': 0.14 },
      },
      {
        id: 'drawn-line',
        type: 'line',
        source: lineSource,
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: { 'line-color': look.text, 'line-width': 1.8 * look.u },
      },
      {
        id: 'drawn-corner',
        type: 'circle',
        source: cornerSource,
        paint: {
          'circle-radius': 4 * look.u,
          'circle-color': look.ground,
          'circle-stroke-color': look.text,
          'circle-stroke-width': 1.8 * look.u,
        },
      },
    ],
  }),
  data: drawnData,
};
