import { difference, intersection, union } from './clip.ts';
import {
  areaOf,
  edgesOf,
  frameOfArea,
  framesMeet,
  spotKey,
  type Area,
  type Areas,
  type Spot,
} from './area.ts';

/** Where outlines do not fit together, and the ground that it is about. */
export type Misfit =
  | { kind: 'crossed'; grid: string; area: Area }
  | { kind: 'over'; grid: string; other: string; m2: number; area: Area }
  | { kind: 'gap'; grid: string; m2: number; area: Area };

export interface Fit {
  misfits: Misfit[];
  /** Square metres that the county as a whole lost and won at its outer border. */
  lostM2: number;
  wonM2: number;
}

/** Slivers below are rounding, and no ground. */
const leastM2 = 1;

/**
 * How outlines fit together that were changed, added or taken out (`touched`): no line of one crosses another of its own, none lies over
 * another, and no ground between them is left to nobody. `before` had no fault; grids that nobody touched are the same in both.
 */
export function fitOf(before: Areas, after: Areas, touched: Iterable<string>): Fit {
  const ids = [...new Set(touched)];
  const misfits: Misfit[] = [];
  for (const grid of ids) {
    const area = after.get(grid);
    if (area && crossesItself(area)) misfits.push({ kind: 'crossed', grid, area });
  }
  // What crosses itself has no ground that could be compared.
  if (misfits.length > 0) return { misfits, lostM2: 0, wonM2: 0 };
  misfits.push(...overlaps(before, after, ids));
  const [was, is] = [before, after].map((all) => joined(ids.flatMap((id) => all.get(id) ?? [])));
  const lost = minus(was ?? [], is ?? []);
  const rim = rimOf(before);
  const inner = lost.filter((polygon) => !liesOnRim([polygon], rim));
  for (const polygon of inner) {
    const m2 = areaOf([polygon]);
    if (m2 > leastM2)
      misfits.push({ kind: 'gap', grid: besides(before, ids, [polygon]), m2, area: [polygon] });
  }
  const lostM2 = areaOf(lost) - areaOf(inner);
  return { misfits, lostM2, wonM2: areaOf(minus(is ?? [], was ?? [])) };
}

function overlaps(before: Areas, after: Areas, ids: readonly string[]): Misfit[] {
  const found: Misfit[] = [];
  const frames = new Map([...after].map(([id, area]) => [id, frameOfArea(area)]));
  const seen = new Set<string>();
  for (const grid of ids) {
    const [area, frame] = [after.get(grid), frames.get(grid)];
    if (!area || !frame) continue;
    seen.add(grid);
    for (const [other, beside] of after) {
      const around = frames.get(other);
      if (seen.has(other) || !around || !framesMeet(frame, around)) continue;
      const shared = intersection(area, beside);
      const m2 = areaOf(shared);
      // What lay over each other already is nobody's new fault.
      if (m2 > leastM2 && m2 > overlapM2(before, grid, other) + leastM2)
        found.push({ kind: 'over', grid, other, m2, area: shared });
    }
  }
  return found;
}

const overlapM2 = (areas: Areas, one: string, other: string): number =>
  areaOf(intersection(areas.get(one) ?? [], areas.get(other) ?? []));

const joined = (polygons: Area): Area => {
  const [first, ...others] = polygons;
  return first ? union([first], ...others.map((one): Area => [one])) : [];
};
const minus = (from: Area, what: Area): Area =>
  from.length === 0 || what.length === 0 ? from : difference(from, what);

/** Edges that one grid alone has: the outer border of all. */
function rimOf(areas: Areas): (readonly [Spot, Spot])[] {
  const once = new Map<string, readonly [Spot, Spot]>();
  for (const area of areas.values())
    for (const edge of edgesOf(area)) {
      const [a, b] = [spotKey(edge[0]), spotKey(edge[1])];
      const name = a < b ? `${a} ${b}` : `${b} ${a}`;
      if (!once.delete(name)) once.set(name, edge);
    }
  return [...once.values()];
}

/** A centimetre, in degrees. */
const hair = 1e-7;
function liesOnRim(area: Area, rim: readonly (readonly [Spot, Spot])[]): boolean {
  for (const [[ax, ay], [bx, by]] of edgesOf(area)) {
    const middle: Spot = [(ax + bx) / 2, (ay + by) / 2];
    if (rim.some((edge) => awayFrom(middle, edge) < hair)) return true;
  }
  return false;
}

/** Degrees from a place to an edge. */
export function awayFrom([x, y]: Spot, [[ax, ay], [bx, by]]: readonly [Spot, Spot]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** Whose ground it was. */
function besides(before: Areas, ids: readonly string[], area: Area): string {
  return ids.find((id) => areaOf(intersection(before.get(id) ?? [], area)) > leastM2 / 2) ?? ids[0] ?? '';
}

/** Whether a line of an area crosses another of the same area; that they touch in a corner is allowed. */
export function crossesItself(area: Area): boolean {
  const edges = [...edgesOf(area)];
  return edges.some(([a, b], i) => edges.slice(i + 1).some(([c, d]) => cross(a, b, c, d)));
}
const side = ([ax, ay]: Spot, [bx, by]: Spot, [cx, cy]: Spot): number =>
  Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
const cross = (a: Spot, b: Spot, c: Spot, d: Spot): boolean =>
  side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
