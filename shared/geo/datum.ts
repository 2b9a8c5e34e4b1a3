import { z } from 'zod';
import type { Point } from './point.ts';

/**
 * Datums of base maps. The house counts in WGS-84. CGCS2000, that of 天地图, differs from it by centimetres and is taken as the same;
 * GCJ-02, that of commercial maps in China, is shifted by 100 to 700 m on the mainland.
 */
export const datums = ['wgs84', 'cgcs2000', 'gcj02'] as const;
export const datum = z.enum(datums);
export type Datum = z.infer<typeof datum>;

/** Semi-major axis in m and squared eccentricity of the Krasovsky 1940 ellipsoid, on which the shift is computed. */
const [axis, eccentricity2] = [6_378_245, 0.006_693_421_622_965_943];
const rad = Math.PI / 180;

/** The shift applies within this box; outside of it GCJ-02 is WGS-84. */
const isShifted = ({ lng, lat }: Point): boolean =>
  lng > 72.004 && lng < 137.8347 && lat > 0.8293 && lat < 55.8271;

/** The wave that both axes have in common. */
const wave = (x: number): number =>
  (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);

function shiftOf(place: Point): Point {
  const [x, y] = [place.lng - 105, place.lat - 35];
  const root = Math.sqrt(Math.abs(x));
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    wave(x) +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    wave(x) +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  const magic = 1 - eccentricity2 * Math.sin(place.lat * rad) ** 2;
  const root2 = Math.sqrt(magic);
  return {
    lat: north / (((axis * (1 - eccentricity2)) / (magic * root2)) * rad),
    lng: east / ((axis / root2) * Math.cos(place.lat * rad) * rad),
  };
}

/** Where a WGS-84 place lies on a map of a datum. */
export function toDatum(place: Point, to: Datum): Point {
  if (to !== 'gcj02' || !isShifted(place)) return place;
  const { lng, lat } = shiftOf(place);
  return { lng: place.lng + lng, lat: place.lat + lat };
}

/** The WGS-84 place of one read off a map of a datum, to a millimetre: the shift is taken back until it gives the place again. */
export function fromDatum(place: Point, from: Datum): Point {
  if (from !== 'gcj02' || !isShifted(place)) return place;
  let found = place;
  for (let i = 0; i < 6; i++) {
    const there = toDatum(found, from);
    found = { lng: found.lng + place.lng - there.lng, lat: found.lat + place.lat - there.lat };
  }
  return found;
}
