import type { FeatureCollection } from 'geojson';
import type { Geodata } from '../geodata.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { byNearness } from '../../styles/look.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const source = 'sensor';

export interface SensorView {
  /** By ordinal. */
  sensors: readonly (Sensor | null)[];
  geodata: Pick<Geodata, 'holds'>;
}

/** Sensors of places that are shown; the ordinal is the feature's id, so a reading finds its dot without a look-up. */
export function sensorData({ sensors, geodata }: SensorView): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: sensors.flatMap((sensor, ordinal) =>
      sensor && geodata.holds(sensor.place)
        ? [{ ...pointFeature(sensor.place, { sensor: sensor.id }), id: ordinal }]
        : [],
    ),
  };
}

/** A sensor that is heard is teal, a silent one grey. What is heard: by ordinal, 1 for one that is. */
export const sensorLayer: MapLayer<SensorView, Uint8Array> = {
  id: 'sensor',
  sources: { [source]: emptySource },
  layers(look) {
    const online = ['boolean', ['feature-state', 'online'], false];
    return {
      dot: [
        {
          id: 'sensor',
          type: 'circle',
          source,
          paint: {
            'circle-radius': byNearness(look, 1.4, 4),
            'circle-color': ['case', online, look.teal, look.text2] as unknown as string,
            'circle-opacity': ['case', online, 0.62, 0.35] as unknown as number,
          },
        },
      ],
    };
  },
  picks: { sensor: { kind: 'sensor', id: 'sensor' } },
  data: (view) => ({ [source]: sensorData(view) }),
  states: (heard) => ({
    source,
    key: 'online',
    values: Array.from(heard, (one, ordinal) => [ordinal, one === 1] as const),
    missing: false,
  }),
};
