import type { SourceBounds } from '#shared/access/bounds.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Fault } from '#shared/sensing/fault.ts';
import type { Lane } from '../readings/sensors.ts';

/** What the bounds of a token let through, worked out once for all its messages. */
export interface Gate {
  /** By ordinal: 1 for a sensor that it may write. */
  sensors: Uint8Array;
  /** Whether it may speak of a sensor that the county does not have yet. */
  mayName(sensor: string): boolean;
  hasCamera(id: string): boolean;
  hasPlace(place: Point): boolean;
}
/** Lays a token's bounds over a jurisdiction. */
export function makeGate(bounds: SourceBounds, { loaded }: Lane): Gate {
  const { pack, grid, cameraOrdinals } = loaded;
  const [systems, sensors, cameras, grids] = [
    bounds.systems,
    bounds.sensors,
    bounds.cameras,
    bounds.grids,
  ].map((some) => some && new Set(some));
  const hasPlace = (place: Point): boolean => !grids || grid.locate(place).some(({ id }) => grids.has(id));
  return {
    sensors: Uint8Array.from(pack.sensors, (sensor) =>
      (systems?.has(sensor.system) ?? true) && (sensors?.has(sensor.id) ?? true) && hasPlace(sensor.place)
        ? 1
        : 0,
    ),
    mayName: (sensor) => sensors?.has(sensor) ?? true,
    hasCamera(id) {
      const camera = pack.cameras[cameraOrdinals.get(id) ?? -1];
      return camera !== undefined && (cameras?.has(id) ?? true) && hasPlace(camera.place);
    },
    hasPlace,
  };
}

/** The gates of the systems that have knocked, by jurisdiction and name. One whose token has no bounds has none. */
export interface Gates {
  bind(jurisdiction: string, source: string, bounds: SourceBounds | null): void;
  of(lane: Lane, source: string): Gate | null;
}

export function openGates(): Gates {
  const kept = new Map<
    string,
    { bounds: SourceBounds; text: string; laid: { gate: Gate; over: Lane['loaded'] } | null }
  >();
  const keyOf = (jurisdiction: string, source: string): string => `${jurisdiction}\0${source}`;
  return {
    bind(jurisdiction, source, bounds) {
      const key = keyOf(jurisdiction, source);
      if (bounds === null) return void kept.delete(key);
      const text = JSON.stringify(bounds);
      if (kept.get(key)?.text !== text) kept.set(key, { bounds, text, laid: null });
    },
    of(lane, source) {
      if (kept.size === 0) return null;
      const one = kept.get(keyOf(lane.id, source));
      if (!one) return null;
      if (one.laid?.over !== lane.loaded) one.laid = { gate: makeGate(one.bounds, lane), over: lane.loaded };
      return one.laid.gate;
    },
  };
}

/** A meter counts the county's own clues: nobody else says what it reads. */
export const ownMeter: Fault = {
  code: 'forbidden',
  reason: 'the house reads this meter itself',
  field: 'sensor',
};

export const foreignSensor: Fault = {
  code: 'forbidden',
  reason: 'this token does not write this sensor',
  field: 'sensor',
};
export const foreignCamera: Fault = {
  code: 'forbidden',
  reason: 'this token does not speak of this camera',
  field: 'camera',
};
export const foreignPlace: Fault = {
  code: 'forbidden',
  reason: 'this token does not speak of this place',
  field: 'lng',
};
