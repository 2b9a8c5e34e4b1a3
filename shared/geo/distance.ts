import type { Point } from './point.ts';

const earthM = 6_371_008.8;
const rad = Math.PI / 180;

/** Metres on a sphere of the earth's mean radius. */
export function metresBetween(a: Point, b: Point): number {
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lng - a.lng) * rad) / 2) ** 2;
  return 2 * earthM * Math.asin(Math.sqrt(h));
}

/** West, south, east, north of a box that holds every place within `metres`. */
export function boxAround({ lng, lat }: Point, metres: number): [number, number, number, number] {
  const dLat = metres / earthM / rad;
  const dLng = dLat / Math.max(Math.cos(lat * rad), 0.01);
  return [lng - dLng, lat - dLat, lng + dLng, lat + dLat];
}
