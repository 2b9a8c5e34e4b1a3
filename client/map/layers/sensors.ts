import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection } from 'geojson';
import type { Point } from '#shared/geo/point.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { AbnormalRow } from '#shared/views/sensing.ts';
import { sameZoom, type Look } from '../../styles/look.ts';
import { pointFeature } from './point-feature.ts';

export const sensorSource = 'sensor';
export const abnormalSource = 'abnormal';
export const sensorLayer = 'sensor';
export const abnormalLayer = 'abnormal';

/** Sensors of places that are shown; the ordinal is the feature's id, so a reading finds its dot without a look-up. */
export function sensorData(
  sensors: readonly (Sensor | null)[],
  isShown: (place: Point) => boolean,
): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: sensors.flatMap((sensor, ordinal) =>
      sensor && isShown(sensor.place)
        ? [{ ...pointFeature(sensor.place, { sensor: sensor.id }), id: ordinal }]
        : [],
    ),
  };
}

/** Sensors with a raised rule, drawn over the others. */
export function abnormalData(rows: Iterable<AbnormalRow>): FeatureCollection {
  const seen = new Map<string, AbnormalRow>();
  for (const row of rows) seen.set(row.sensor, row);
  return {
    type: 'FeatureCollection',
    features: [...seen.values()].map((row) => pointFeature(row, { sensor: row.sensor })),
  };
}

export function sensorSources(
  sensors: readonly (Sensor | null)[],
  isShown: (place: Point) => boolean,
): Record<string, SourceSpecification> {
  return {
    [sensorSource]: { type: 'geojson', data: sensorData(sensors, isShown) },
    [abnormalSource]: { type: 'geojson', data: abnormalData([]) },
  };
}

/** A sensor that is heard is teal, a silent one grey (feature state `online`); an abnormal one is rose. */
export function sensorLayers(look: Look): LayerSpecification[] {
  const online = ['boolean', ['feature-state', 'online'], false];
  const radius = (far: number, near: number): number =>
    [
      'interpolate',
      ['linear'],
      ['zoom'],
      sameZoom(look, 9),
      far * look.u,
      sameZoom(look, 14),
      near * look.u,
    ] as unknown as number;
  return [
    {
      id: sensorLayer,
      type: 'circle',
      source: sensorSource,
      paint: {
        'circle-radius': radius(1.4, 4),
        'circle-color': ['case', online, look.teal, look.text2] as unknown as string,
        'circle-opacity': ['case', online, 0.62, 0.35] as unknown as number,
      },
    },
    {
      id: abnormalLayer,
      type: 'circle',
      source: abnormalSource,
      paint: {
        'circle-radius': radius(2.3, 5.5),
        'circle-color': look.rose,
        'circle-stroke-color': look.ground,
        'circle-stroke-width': 0.6 * look.u,
      },
    },
  ];
}
