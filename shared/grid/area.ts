import type { Point } from '../geo/point.ts';
import { areaM2 } from '../geo/measure.ts';

/** A place as files of maps write it: longitude, latitude. */
export type Spot = [lng: number, lat: number];
/** Closed: the last place is the first again. */
export type Ring = Spot[];
/** The ground of a grid as GeoJSON's MultiPolygon has it: polygons, each an outer ring and its holes. */
export type Area = Ring[][];
export type Areas = ReadonlyMap<string, Area>;

export const sameSpot = (a: Spot | undefined, b: Spot | undefined): boolean =>
  a?.[0] === b?.[0] && a?.[1] === b?.[1];
export const spotKey = ([lng, lat]: Spot): string => `${lng} ${lat}`;

/** Every edge of an area, each as its ring runs. */
export function* edgesOf(area: Area): Generator<readonly [Spot, Spot]> {
  for (const ring of area.flat())
    for (let i = 1; i < ring.length; i += 1) {
      const [from, to] = [ring[i - 1], ring[i]];
      if (from && to) yield [from, to];
    }
}

const asPoints = (ring: Ring): Point[] => ring.slice(1).map(([lng, lat]) => ({ lng, lat }));
/** Square metres of an area, its holes taken off. */
export function areaOf(area: Area): number {
  return area.reduce(
    (sum, [outer = [], ...holes]) =>
      sum + areaM2(asPoints(outer)) - holes.reduce((part, hole) => part + areaM2(asPoints(hole)), 0),
    0,
  );
}

/** West, south, east, north. */
export type Frame = [number, number, number, number];
export function frameOfArea(area: Area): Frame {
  const frame: Frame = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [[lng, lat]] of edgesOf(area)) {
    frame[0] = Math.min(frame[0], lng);
    frame[1] = Math.min(frame[1], lat);
    frame[2] = Math.max(frame[2], lng);
    frame[3] = Math.max(frame[3], lat);
  }
  return frame;
}
export const framesMeet = (a: Frame, b: Frame, margin = 0): boolean =>
  a[0] <= b[2] + margin && b[0] <= a[2] + margin && a[1] <= b[3] + margin && b[1] <= a[3] + margin;
