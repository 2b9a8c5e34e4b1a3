import { must } from '#shared/kernel/must.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { decodeFrame } from '#shared/wire/frame.ts';
import type { Replayed } from '#shared/wire/replay.ts';
import { bytesOf } from '../stream/past-feed.ts';

/** A sensor of a film: its name, what it counts in, where it stands, the values of a quiet day, and how many decimals it is written with. */
export type FilmedSensor = readonly [
  name: string,
  measure: string,
  lng: number,
  lat: number,
  normal: readonly [number, number],
  decimals: number,
];
/** Flat, three numbers each: a sensor by its place in the list, its value, and when it was measured, in seconds before the instant. */
export type FilmedReadings = readonly number[];

/**
 * What a film keeps of the readings of its instants: sensors that were heard in it, each once, and of every instant those that spoke
 * since the one before. A frame holds all, so an hour of frames would be ten times as much.
 */
export function filmReadings(
  instants: readonly Pick<Replayed, 'at' | 'frame'>[],
  sensors: readonly (Sensor | null)[],
  say: (sensor: Sensor) => { name: string; measure: string },
): { sensors: FilmedSensor[]; readings: FilmedReadings[] } {
  const kept: FilmedSensor[] = [];
  const places = new Map<number, number>();
  const last = new Map<number, number>();
  const readings = instants.map(({ frame: text }) => {
    const frame = text === null ? null : decodeFrame(bytesOf(text));
    const flat: number[] = [];
    frame?.sensors.forEach((ordinal, i) => {
      const sensor = sensors[ordinal];
      const age = frame.ages[i] ?? 0;
      if (!sensor || last.get(ordinal) === frame.at - age) return;
      last.set(ordinal, frame.at - age);
      if (!places.has(ordinal)) {
        const { name, measure } = say(sensor);
        const { place, normal, decimals } = sensor;
        places.set(ordinal, kept.length);
        kept.push([name, measure, place.lng, place.lat, normal, decimals]);
      }
      const value = Number((frame.values[i] ?? 0).toFixed(sensor.decimals));
      flat.push(must(places.get(ordinal), 'place'), value, Math.round(age / 1_000));
    });
    return flat;
  });
  return { sensors: kept, readings };
}
