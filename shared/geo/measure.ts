import { metresBetween } from './distance.ts';
import type { Point } from './point.ts';

const earthM = 6_371_008.8;
const rad = Math.PI / 180;

/** Metres along a line. */
export function lengthM(line: readonly Point[]): number {
  return line.reduce((sum, place, i) => {
    const before = line[i - 1];
    return before ? sum + metresBetween(before, place) : 0;
  }, 0);
}

/**
 * Square metres within a ring, which need not be closed, by the trapezoids of an equal-area cylinder (Chamberlain and Duquette 2007):
 * good to a thousandth for anything smaller than a province.
 */
export function areaM2(ring: readonly Point[]): number {
  let sum = 0;
  ring.forEach((here, i) => {
    const next = ring[(i + 1) % ring.length] ?? here;
    sum += (next.lng - here.lng) * rad * (2 + Math.sin(here.lat * rad) + Math.sin(next.lat * rad));
  });
  return Math.abs((sum * earthM * earthM) / 2);
}

/** Whether a place lies within a ring, by how often a line to the east of it crosses the ring; a ring of two places holds nothing. */
export function isInRing({ lng, lat }: Point, ring: readonly Point[]): boolean {
  let inside = false;
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length] ?? a;
    if (a.lat > lat !== b.lat > lat && lng < ((b.lng - a.lng) * (lat - a.lat)) / (b.lat - a.lat) + a.lng)
      inside = !inside;
  });
  return inside;
}
