import type { FeatureCollection } from 'geojson';
import type { AbnormalRow } from '#shared/views/sensing.ts';
import { byNearness } from '../../styles/look.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const source = 'abnormal';

/** Each sensor once, however many of its rules are raised. */
export function abnormalData(rows: Iterable<AbnormalRow>): FeatureCollection {
  const seen = new Map<string, AbnormalRow>();
  for (const row of rows) seen.set(row.sensor, row);
  return {
    type: 'FeatureCollection',
    features: [...seen.values()].map((row) => pointFeature(row, { sensor: row.sensor })),
  };
}

/** Sensors with a raised rule, drawn over the others. */
export const abnormalLayer: MapLayer<{ rows: readonly AbnormalRow[] }> = {
  id: 'abnormal',
  sources: { [source]: emptySource },
  layers: (look) => ({
    dot: [
      {
        id: 'abnormal',
        type: 'circle',
        source,
        paint: {
          'circle-radius': byNearness(look, 2.3, 5.5),
          'circle-color': look.rose,
          'circle-stroke-color': look.ground,
          'circle-stroke-width': 0.6 * look.u,
        },
      },
    ],
  }),
  picks: { abnormal: { kind: 'sensor', id: 'sensor' } },
  data: ({ rows }) => ({ [source]: abnormalData(rows) }),
};
