import { addTo } from '#shared/kernel/group-by.ts';
import { difference, intersection, union } from '#shared/grid/clip.ts';
import {
  areaOf,
  edgesOf,
  frameOfArea,
  framesMeet,
  sameSpot,
  spotKey,
  type Area,
  type Areas,
  type Ring,
  type Spot,
} from '#shared/grid/area.ts';
import { awayFrom } from '#shared/grid/fit.ts';

/**
 * Outlines of grids drawn anew. Neighbours share their borders corner by corner: what moves, comes or goes on one side does so on the other, so
 * that no stroke leaves ground to nobody or to two.
 */

/** The grid of coordinates that a map file is written on; degrees. */
export interface Steps {
  scale: readonly [number, number];
  translate: readonly [number, number];
}
/** A tenth of a metre, for files that have no grid of their own. */
export const fineSteps: Steps = { scale: [1e-6, 1e-6], translate: [0, 0] };

/** Areas that are other than before; null: the grid is no more. */
export type Redrawn = Map<string, Area | null>;

export function onSteps({ scale, translate }: Steps, [lng, lat]: Spot): Spot {
  const step = (value: number, at: 0 | 1): number =>
    Math.round((value - translate[at]) / scale[at]) * scale[at] + translate[at];
  return [step(lng, 0), step(lat, 1)];
}

export function withRedrawn(areas: Areas, redrawn: Redrawn): Areas {
  const now = new Map(areas);
  for (const [id, area] of redrawn) {
    if (area) now.set(id, area);
    else now.delete(id);
  }
  return now;
}

const mapRings = (area: Area, change: (ring: Ring) => Ring): Area =>
  area.map((rings) => rings.map(change).filter((ring) => ring.length >= 4)).filter(([outer]) => outer);
const closed = (open: readonly Spot[]): Ring => {
  const [first] = open;
  return first ? [...open, first] : [];
};
/** A ring without corners that are there twice in a row and without lines that go and come back. */
function tidy(ring: Ring): Ring {
  const open: Spot[] = [];
  for (const spot of ring.slice(1)) {
    if (sameSpot(spot, open.at(-1))) continue;
    if (sameSpot(spot, open.at(-2))) open.pop();
    else open.push(spot);
  }
  while (open.length > 1 && sameSpot(open[0], open.at(-1))) open.pop();
  return open.length < 3 ? [] : closed(open);
}

/** Every grid that has a corner there. */
const holdersOf = (areas: Areas, corner: Spot): [string, Area][] =>
  [...areas].filter(([, area]) => area.flat().some((ring) => ring.some((spot) => sameSpot(spot, corner))));

/** A corner somewhere else, for all grids that have it. */
export function moveCorner(areas: Areas, from: Spot, to: Spot): Redrawn {
  const move = (ring: Ring): Ring => tidy(ring.map((spot): Spot => (sameSpot(spot, from) ? to : spot)));
  return new Map(holdersOf(areas, from).map(([id, area]) => [id, mapRings(area, move)]));
}

/** All grids that have a corner without it; nothing where one would be left with no ground. */
export function dropCorner(areas: Areas, corner: Spot): Redrawn {
  const drop = (ring: Ring): Ring => {
    const open = ring.slice(1).filter((spot) => !sameSpot(spot, corner));
    return open.length < ring.length - 1 ? tidy(closed(open)) : ring;
  };
  const made: Redrawn = new Map();
  for (const [id, area] of holdersOf(areas, corner)) {
    const now = mapRings(area, drop);
    if (now.length === 0) return new Map();
    made.set(id, now);
  }
  return made;
}

/** Another corner on an edge, for all grids that have the edge. */
export function addCorner(areas: Areas, [a, b]: readonly [Spot, Spot], corner: Spot): Redrawn {
  const add = (ring: Ring): Ring =>
    ring.flatMap((spot, i) => {
      const next = ring[i + 1];
      const isEdge = (sameSpot(spot, a) && sameSpot(next, b)) || (sameSpot(spot, b) && sameSpot(next, a));
      return isEdge ? [spot, corner] : [spot];
    });
  const made: Redrawn = new Map();
  for (const [id, area] of holdersOf(areas, a)) {
    const now = mapRings(area, add);
    if (now.flat(2).length > area.flat(2).length) made.set(id, now);
  }
  return made;
}

/**
 * A grid cut by a line, whose first and last stretch go on straight beyond it: the greater part keeps the id. Null: the line leaves all on one
 * side.
 */
export function splitArea(
  areas: Areas,
  steps: Steps,
  id: string,
  line: readonly Spot[],
  newId: string,
): Redrawn | null {
  const area = areas.get(id);
  if (!area || line.length < 2) return null;
  const mask = sideOf(line, frameOfArea(area));
  const parts = [intersection(area, mask), difference(area, mask)].map((part) => onGrid(part, steps));
  const [less = [], most = []] = parts.toSorted((a, b) => areaOf(a) - areaOf(b));
  if (less.length === 0) return null;
  return sewn(
    areas,
    new Map([
      [id, most],
      [newId, less],
    ]),
    steps,
  );
}

/** All that lies on the left of a line, far beyond a frame. */
function sideOf(
  line: readonly Spot[],
  [west, south, east, north]: readonly [number, number, number, number],
): Area {
  const middle: Spot = [(west + east) / 2, (south + north) / 2];
  const reach =
    4 * Math.hypot(east - west, north - south) +
    Math.hypot(...line.flat().map((x, i) => x - (middle[i % 2] ?? 0)));
  const beyond = (from: Spot, to: Spot): Spot => {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    return [to[0] + ((to[0] - from[0]) / length) * reach, to[1] + ((to[1] - from[1]) / length) * reach];
  };
  const [first, second] = line;
  const [last, beforeLast] = line.toReversed();
  if (!first || !second || !last || !beforeLast) return [];
  const [start, end] = [beyond(second, first), beyond(beforeLast, last)];
  const angleOf = ([x, y]: Spot): number => Math.atan2(y - middle[1], x - middle[0]);
  const from = angleOf(end);
  let to = angleOf(start);
  if (to <= from) to += 2 * Math.PI;
  const round: Spot[] = [];
  for (let angle = from + 0.2; angle < to; angle += 0.2)
    round.push([middle[0] + Math.cos(angle) * 2 * reach, middle[1] + Math.sin(angle) * 2 * reach]);
  return [[closed([start, ...line, end, ...round])]];
}

/** Two grids as one, under the id of the first; null: they share no border. */
export function mergeAreas(areas: Areas, keep: string, gone: string): Redrawn | null {
  const [one, other] = [areas.get(keep), areas.get(gone)];
  if (!one || !other) return null;
  const directed = new Map(
    [...edgesOf(wound(one)), ...edgesOf(wound(other))].map((edge) => [nameOf(edge), edge]),
  );
  let shared = 0;
  for (const [name, [a, b]] of [...directed])
    if (directed.has(name) && directed.delete(nameOf([b, a]))) {
      directed.delete(name);
      shared += 1;
    }
  return shared === 0
    ? null
    : new Map([
        [keep, polygonsOf(ringsOf([...directed.values()]))],
        [gone, null],
      ]);
}
const nameOf = ([a, b]: readonly [Spot, Spot]): string => `${spotKey(a)} ${spotKey(b)}`;

const signed = (ring: Ring): number =>
  ring.reduce((sum, [x, y], i) => {
    const [nx, ny] = ring[i + 1] ?? [x, y];
    return sum + (x * ny - nx * y);
  }, 0);
/** Outer rings against the clock, holes with it. */
const wound = (area: Area): Area =>
  area.map((rings) => rings.map((ring, i) => (signed(ring) > 0 === (i === 0) ? ring : ring.toReversed())));

export function ringsOf(edges: readonly (readonly [Spot, Spot])[]): Ring[] {
  const from = new Map<string, Spot[]>();
  for (const [a, b] of edges) addTo(from, spotKey(a), b);
  const rings: Ring[] = [];
  for (const [start] of edges) {
    const ring: Spot[] = [start];
    for (let at = from.get(spotKey(start))?.pop(); at; at = from.get(spotKey(at))?.pop()) {
      ring.push(at);
      if (sameSpot(at, start)) break;
    }
    if (ring.length >= 4) rings.push(ring);
  }
  return rings;
}
/** Holes with the outer ring that they lie in. */
export function polygonsOf(rings: readonly Ring[]): Area {
  const outer = rings.filter((ring) => signed(ring) > 0);
  const made: Area = outer.map((ring) => [ring]);
  for (const hole of rings.filter((ring) => signed(ring) < 0)) {
    const at = outer.findIndex((ring) => intersection([[ring]], [[hole.toReversed()]]).length > 0);
    (made[at] ?? made[0])?.push(hole);
  }
  return made;
}

/** A new grid out of the ground of those it is drawn over; null: there is none, or one of them would lose all. */
export function drawArea(areas: Areas, steps: Steps, ring: readonly Spot[], newId: string): Redrawn | null {
  const drawn: Area = [[closed(ring.map((spot) => onSteps(steps, spot)))]];
  const frame = frameOfArea(drawn);
  const made: Redrawn = new Map();
  const parts: Area[] = [];
  for (const [id, area] of areas) {
    if (!framesMeet(frame, frameOfArea(area))) continue;
    const part = intersection(area, drawn);
    if (areaOf(part) < 1) continue;
    const rest = onGrid(difference(area, drawn), steps);
    if (areaOf(rest) < 1) return null;
    parts.push(part);
    made.set(id, rest);
  }
  const [first, ...others] = parts;
  if (!first) return null;
  made.set(newId, onGrid(union(first, ...others), steps));
  return sewn(areas, made, steps);
}

export const onGrid = (area: Area, steps: Steps): Area =>
  mapRings(area, (ring) => tidy(ring.map((spot) => onSteps(steps, spot))));

/** Corners of one side that lie on an edge of the other are put into it, and what rounding moved by less than a step is one line again. */
export function sewn(areas: Areas, redrawn: Redrawn, steps: Steps): Redrawn {
  const before = new Set([...areas.values()].flatMap((area) => area.flat(2).map(spotKey)));
  const now = withRedrawn(areas, redrawn);
  const reach = Math.max(...steps.scale);
  const made: Redrawn = new Map(redrawn);
  const changed = [...redrawn].flatMap(([id, area]) =>
    area ? [[id, area, frameOfArea(area)] as const] : [],
  );
  const isNear = (area: Area): boolean =>
    changed.some(([, , frame]) => framesMeet(frame, frameOfArea(area), reach));
  const around = [...now].filter(([, area]) => isNear(area));
  const all = unique(around.flatMap(([, area]) => area.flat(2)));
  const fresh = unique(changed.flatMap(([, area]) => area.flat(2))).filter(
    (spot) => !before.has(spotKey(spot)),
  );
  for (const [id, area] of around) {
    const sewnArea = mapRings(area, (ring) => tidy(withCorners(ring, redrawn.has(id) ? all : fresh, steps)));
    if (redrawn.has(id) || sewnArea.flat(2).length !== area.flat(2).length) made.set(id, sewnArea);
  }
  return made;
}
const unique = (spots: readonly Spot[]): Spot[] => [
  ...new Map(spots.map((spot) => [spotKey(spot), spot])).values(),
];

/** A ring with every corner in it that lies on one of its edges, to three quarters of a step. */
function withCorners(ring: Ring, corners: readonly Spot[], { scale }: Steps): Ring {
  const inSteps = ([x, y]: Spot): Spot => [x / scale[0], y / scale[1]];
  return ring.flatMap((a, i) => {
    const b = ring[i + 1];
    if (!b) return [a];
    const edge = [inSteps(a), inSteps(b)] as const;
    const far = ([x, y]: Spot): number =>
      Math.hypot(inSteps([x, y])[0] - edge[0][0], inSteps([x, y])[1] - edge[0][1]);
    const on = corners.filter(
      (spot) =>
        !sameSpot(spot, a) &&
        !sameSpot(spot, b) &&
        spot[0] >= Math.min(a[0], b[0]) - scale[0] &&
        spot[0] <= Math.max(a[0], b[0]) + scale[0] &&
        awayFrom(inSteps(spot), edge) < 0.75,
    );
    return [a, ...on.toSorted((one, other) => far(one) - far(other))];
  });
}
