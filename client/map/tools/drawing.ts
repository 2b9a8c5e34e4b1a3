import { boxAround, metresBetween } from '#shared/geo/distance.ts';
import { areaM2, isInRing, lengthM } from '#shared/geo/measure.ts';
import type { Point } from '#shared/geo/point.ts';

/** What can be drawn on a map: areas that select what lies in them, and a line that measures. */
export const mapTools = ['rectangle', 'circle', 'polygon', 'distance'] as const;
export type MapTool = (typeof mapTools)[number];

/** What somebody draws: corners that stand, and where the pointer is meanwhile. */
export interface Drawing {
  tool: MapTool;
  corners: readonly Point[];
  /** Null while nothing points: touch, or the drawing is done. */
  pointer: Point | null;
  done: boolean;
}
export const begun = (tool: MapTool): Drawing => ({ tool, corners: [], pointer: null, done: false });

/** A rectangle and a circle stand with their second corner. */
const needsTwo: ReadonlySet<MapTool> = new Set(['rectangle', 'circle']);

/** The drawing with another corner; one that is done begins anew with it. */
export function withCorner(before: Drawing, corner: Point): Drawing {
  if (before.done) return withCorner(begun(before.tool), corner);
  const corners = [...before.corners, corner];
  return needsTwo.has(before.tool) && corners.length === 2
    ? { ...before, corners, pointer: null, done: true }
    : { ...before, corners };
}
/** Ends a line or a ring; one with too few corners goes on. */
export function ended(before: Drawing): Drawing {
  const least = before.tool === 'distance' ? 2 : 3;
  return needsTwo.has(before.tool) || before.corners.length < least
    ? before
    : { ...before, pointer: null, done: true };
}
/** The drawing without its last corner. */
export function withoutLast(before: Drawing): Drawing {
  return { ...before, corners: before.corners.slice(0, -1), done: false };
}

/** Corners with the pointer as the next one. */
export function lineOf({ corners, pointer, done }: Drawing): readonly Point[] {
  return done || !pointer || corners.length === 0 ? corners : [...corners, pointer];
}

/** The area that is drawn; null for a line, and while there is none yet. */
export interface DrawnArea {
  ring: readonly Point[];
  areaM2: number;
  holds: (place: Point) => boolean;
}

export function areaOfDrawing(drawing: Drawing): DrawnArea | null {
  const line = lineOf(drawing);
  const [a, b] = line;
  if (drawing.tool === 'distance' || !a || !b) return null;
  if (drawing.tool === 'circle') {
    const radius = metresBetween(a, b);
    return {
      ring: ringRound(a, radius),
      areaM2: Math.PI * radius * radius,
      // By metres, not by the ring: what stands on the rim is judged exactly.
      holds: (place) => metresBetween(a, place) <= radius,
    };
  }
  if (drawing.tool === 'polygon' && line.length < 3) return null;
  if (drawing.tool === 'rectangle') {
    const ring = [a, { lng: b.lng, lat: a.lat }, b, { lng: a.lng, lat: b.lat }];
    const isBetween = (x: number, one: number, other: number): boolean =>
      x >= Math.min(one, other) && x <= Math.max(one, other);
    return {
      ring,
      areaM2: areaM2(ring),
      holds: ({ lng, lat }) => isBetween(lng, a.lng, b.lng) && isBetween(lat, a.lat, b.lat),
    };
  }
  return { ring: line, areaM2: areaM2(line), holds: (place) => isInRing(place, line) };
}

function ringRound(centre: Point, radiusM: number): Point[] {
  const [west, south, east, north] = boxAround(centre, radiusM);
  return Array.from({ length: 64 }, (_, i) => {
    const angle = (i / 64) * 2 * Math.PI;
    return {
      lng: centre.lng + (Math.cos(angle) * (east - west)) / 2,
      lat: centre.lat + (Math.sin(angle) * (north - south)) / 2,
    };
  });
}

/** Metres of what is drawn: of the line, of the rim's distance for a circle, of the edge for other areas. */
export function metresOf(drawing: Drawing): number {
  const line = lineOf(drawing);
  if (drawing.tool === 'distance' || drawing.tool === 'circle') return lengthM(line);
  const ring = areaOfDrawing(drawing)?.ring ?? line;
  const [first] = ring;
  return first ? lengthM([...ring, first]) : 0;
}

/** What of a kind lies in an area; places that nobody knows lie in none. */
export function countIn<T>(area: DrawnArea, all: Iterable<T>, place: (one: T) => Point | null): T[] {
  const found: T[] = [];
  for (const one of all) {
    const where = place(one);
    if (where && area.holds(where)) found.push(one);
  }
  return found;
}
