import { metresBetween } from '../geo/distance.ts';
import type { Point } from '../geo/point.ts';
import type { PoliceGrid } from '../pack/police.ts';
import type { DedicatedGrid } from '../pack/schema.ts';

/** A degree of latitude is no shorter: what is further apart than this needs no trigonometry. */
const degreeM = 110_000;

/** 专属网格 that cover a place, the one whose middle is nearest first. */
export function dedicatedAt(
  dedicated: readonly DedicatedGrid[],
  place: Point,
): (DedicatedGrid & { distanceM: number })[] {
  return dedicated
    .filter((one) => Math.abs(one.place.lat - place.lat) * degreeM <= one.radiusM)
    .map((one) => ({ ...one, distanceM: metresBetween(one.place, place) }))
    .filter((one) => one.distanceM <= one.radiusM)
    .sort((a, b) => a.distanceM - b.distanceM || (a.id < b.id ? -1 : 1));
}

/** The police beat of a grid chain, by its narrowest cell that is in one. */
export function policeAt(police: readonly PoliceGrid[], grids: readonly string[]): PoliceGrid | undefined {
  for (const grid of grids.toReversed()) {
    const found = police.find((one) => one.grids.includes(grid));
    if (found) return found;
  }
  return undefined;
}
