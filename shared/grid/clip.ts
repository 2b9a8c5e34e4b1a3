import * as polyclip from 'polyclip-ts';
import type { Area, Spot } from './area.ts';

/**
 * Grounds joined and cut. Corners closer than a tenth of a millimetre are one corner: apart by rounding alone, as 120.01 + 0.01 and
 * 120.02 are, outlines do not close.
 */
export const union = (first: Area, ...others: Area[]): Area => polyclip.union(met(first), ...others.map(met));
export const intersection = (one: Area, other: Area): Area => polyclip.intersection(met(one), met(other));
export const difference = (from: Area, what: Area): Area => polyclip.difference(met(from), met(what));

const perDegree = 1e9;
const met = (area: Area): Area =>
  area.map((rings) => rings.map((ring) => ring.map(([x, y]): Spot => [fine(x), fine(y)])));
const fine = (degrees: number): number => Math.round(degrees * perDegree) / perDegree;
