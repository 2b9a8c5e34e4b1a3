import { metresBetween } from './distance.ts';
import type { Point } from './point.ts';

/** Roads are longer than the straight line by about this much in a town (circuity of street networks, 1.2 to 1.4). */
const detour = 1.3;
/** Metres a second of a service car in town traffic, 36 km/h. */
const speed = 10;
/** Until a crew sits in its car. */
const startMs = 60_000;

/**
 * How long a crew is estimated to be on its way, in ms. An estimate from the straight line, for a map that knows no roads: whoever
 * shows it says 约.
 */
export function travelMs(from: Point, to: Point): number {
  return startMs + ((metresBetween(from, to) * detour) / speed) * 1_000;
}
