import type { CameraModel } from '#shared/pack/model.ts';
import type { Camera, Sensor } from '#shared/pack/schema.ts';
import { ruleSchema, type Rule } from '#shared/sensing/rule.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { testPack } from './county.ts';

export interface SensingOptions {
  id?: string;
  sensors?: number;
  everyMs?: number;
  /** Rules on the quantity `level`, which every sensor measures. */
  rules?: readonly unknown[];
  /** What the model `rubbish` of the camera `c-0` may report, and the like. */
  models?: CameraModel[];
  policy?: Partial<LoadedPack['pack']['policy']>;
}

/** The toy county with sensors `s-0`, `s-1`, … that measure a level, and two cameras. */
export function sensingPack(options: SensingOptions = {}): LoadedPack {
  const base = testPack(options.id ?? 'toy');
  const sensors: Sensor[] = Array.from({ length: options.sensors ?? 3 }, (_, i) => ({
    id: `s-${i}`,
    name: { zh: `水位站${i}`, en: `Gauge ${i}` },
    system: 'water-farm',
    quantity: 'level',
    measure: 'm',
    place: { lng: 119.5, lat: 31 },
    range: [-10, 100],
    normal: [0, 4],
    decimals: 2,
    everyMs: options.everyMs ?? 1_000,
  }));
  const cameras: Camera[] = ['c-0', 'c-1'].map((id) => ({
    id,
    name: id,
    place: { lng: 119.5, lat: 31 },
    models: id === 'c-0' ? ['rubbish', 'manhole'] : [],
  }));
  const rules: Rule[] = (options.rules ?? []).map((rule) => ruleSchema.parse(rule));
  return {
    ...base,
    pack: {
      ...base.pack,
      sensors,
      rules,
      cameras,
      models: options.models ?? [],
      policy: { ...base.pack.policy, ...options.policy },
    },
    sensorOrdinals: new Map(sensors.map((sensor, ordinal) => [sensor.id, ordinal])),
    cameraOrdinals: new Map(cameras.map((camera, ordinal) => [camera.id, ordinal])),
    rulesOf: () => rules,
  };
}
