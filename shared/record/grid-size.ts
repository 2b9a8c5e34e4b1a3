import type { Point } from '../geo/point.ts';

/** A narrow grid has 200-300 households and 600-900 people (the county's measure for dividing grids). */
export const gridMeasure = {
  households: { least: 200, most: 300 },
  people: { least: 600, most: 900 },
} as const;

export type GridSize = 'empty' | 'small' | 'right' | 'large';

/** How a grid stands against the measure: large when either is above it, small when both are below. */
export function gridSizeOf({ households, people }: { households: number; people: number }): GridSize {
  if (households === 0 && people === 0) return 'empty';
  if (households > gridMeasure.households.most || people > gridMeasure.people.most) return 'large';
  if (households < gridMeasure.households.least && people < gridMeasure.people.least) return 'small';
  return 'right';
}

/** Into how many parts a large grid would go, so that none is above the measure; 1: it stays. */
export function partsOf({ households, people }: { households: number; people: number }): number {
  return Math.max(
    1,
    Math.ceil(households / gridMeasure.households.most),
    Math.ceil(people / gridMeasure.people.most),
  );
}

/** A place where people live: a building, with its households and people. */
export interface Lived extends Point {
  households: number;
  people: number;
}
export interface SplitPart {
  households: number;
  people: number;
  /** Its outline around the places, closed, anticlockwise. */
  outline: Point[];
}

/**
 * A grid cut into parts of nearly the same number of households: straight across where it is longest, again and again, never through
 * a building. A proposal to look at: streets and walls are for those who know the place. Pure and the same for the same places.
 */
export function splitOf(places: readonly Lived[], parts: number): SplitPart[] {
  const sorted = places.toSorted((a, b) => a.lng - b.lng || a.lat - b.lat);
  return cut(sorted, parts)
    .filter((part) => part.length > 0)
    .map((part) => ({
      households: sum(part, 'households'),
      people: sum(part, 'people'),
      outline: hullOf(part),
    }));
}

function cut(places: readonly Lived[], parts: number): Lived[][] {
  if (parts <= 1 || places.length < 2) return [[...places]];
  const [first, second] = [Math.floor(parts / 2), Math.ceil(parts / 2)];
  const extent = (axis: 'lng' | 'lat'): number => {
    const all = places.map((one) => one[axis]);
    return Math.max(...all) - Math.min(...all);
  };
  // A degree of longitude is shorter than one of latitude.
  const isWide = extent('lng') * Math.cos(((places[0]?.lat ?? 0) * Math.PI) / 180) >= extent('lat');
  const axis = isWide ? 'lng' : 'lat';
  const along = places.toSorted((a, b) => a[axis] - b[axis]);
  const wanted = (sum(along, 'households') * first) / parts;
  let [at, taken] = [0, 0];
  while (at < along.length - 1) {
    const next = along[at]?.households ?? 0;
    if (at > 0 && taken + next / 2 > wanted) break;
    taken += next;
    at++;
  }
  return [...cut(along.slice(0, at), first), ...cut(along.slice(at), second)];
}

const sum = (places: readonly Lived[], what: 'households' | 'people'): number =>
  places.reduce((total, one) => total + one[what], 0);

/** The convex outline of places (Andrew's monotone chain), anticlockwise and closed. */
export function hullOf(places: readonly Point[]): Point[] {
  const points = places
    .map(({ lng, lat }) => ({ lng, lat }))
    .toSorted((a, b) => a.lng - b.lng || a.lat - b.lat)
    .filter((one, i, all) => i === 0 || one.lng !== all[i - 1]?.lng || one.lat !== all[i - 1]?.lat);
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const one of list) {
      while (chain.length > 1 && turn(chain.at(-2), chain.at(-1), one) <= 0) chain.pop();
      chain.push(one);
    }
    return chain.slice(0, -1);
  };
  if (points.length < 3) return points.length === 0 ? [] : [...points, ...points.slice(0, 1)];
  const ring = [...half(points), ...half(points.toReversed())];
  return [...ring, ...ring.slice(0, 1)];
}

function turn(a: Point | undefined, b: Point | undefined, c: Point): number {
  return a && b ? (b.lng - a.lng) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lng - a.lng) : 1;
}
