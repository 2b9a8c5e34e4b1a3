import type { Position } from 'geojson';
import type { Point } from '../geo/point.ts';

/** Polygons as flat edge lists, four numbers an edge: lower lng, lower lat, upper lng, upper lat. */
export interface Shapes {
  edges: Float64Array;
  /** Edges of polygon `i` are `first[i]` … `first[i + 1]` (counted in edges). */
  first: Uint32Array;
  /** West, south, east, north of each polygon. */
  boxes: Float64Array;
  count: number;
}

/** Every edge runs upwards, whichever ring it comes from: neighbours compute the same crossing from it, bit for bit. */
export function packShapes(polygons: readonly (readonly Position[][])[]): Shapes {
  const numbers: number[] = [];
  const first = new Uint32Array(polygons.length + 1);
  const boxes = new Float64Array(polygons.length * 4);
  polygons.forEach((rings, index) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
    for (const ring of rings) pushRing(ring, numbers, box);
    boxes.set(box, index * 4);
    first[index + 1] = numbers.length / 4;
  });
  return { edges: Float64Array.from(numbers), first, boxes, count: polygons.length };
}

function pushRing(ring: readonly Position[], numbers: number[], box: [number, number, number, number]): void {
  let [fromX = NaN, fromY = NaN] = ring[ring.length - 1] ?? [];
  for (const [x = NaN, y = NaN] of ring) {
    if (fromY <= y) numbers.push(fromX, fromY, x, y);
    else numbers.push(x, y, fromX, fromY);
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
    fromX = x;
    fromY = y;
  }
}

/**
 * Whether polygon `index` holds a place: an eastward ray crosses its edges an odd number of times. An edge spans
 * `lower lat ≤ lat < upper lat`, and a place on an edge counts as east of it: a polygon holds its western and southern
 * border and not the others.
 */
export function holds(shapes: Shapes, index: number, lng: number, lat: number): boolean {
  const { edges, first } = shapes;
  const end = (first[index + 1] as number) * 4;
  let inside = false;
  for (let e = (first[index] as number) * 4; e < end; e += 4) {
    const lowLat = edges[e + 1] as number;
    const highLat = edges[e + 3] as number;
    if (lat < lowLat || lat >= highLat) continue;
    const lowLng = edges[e] as number;
    if (lng < lowLng + ((lat - lowLat) / (highLat - lowLat)) * ((edges[e + 2] as number) - lowLng))
      inside = !inside;
  }
  return inside;
}

export function inBox({ boxes }: Shapes, index: number, lng: number, lat: number): boolean {
  const i = index * 4;
  return (
    lat >= (boxes[i + 1] as number) &&
    lat <= (boxes[i + 3] as number) &&
    lng >= (boxes[i] as number) &&
    lng <= (boxes[i + 2] as number)
  );
}

/** Longitudes at which polygon `index` meets a parallel, in order: inside lies between the first and second, third and fourth, … */
export function crossings(shapes: Shapes, index: number, lat: number): number[] {
  const { edges, first } = shapes;
  const found: number[] = [];
  const end = (first[index + 1] as number) * 4;
  for (let e = (first[index] as number) * 4; e < end; e += 4) {
    const lowLat = edges[e + 1] as number;
    const highLat = edges[e + 3] as number;
    if (lat < lowLat || lat >= highLat) continue;
    const lowLng = edges[e] as number;
    found.push(lowLng + ((lat - lowLat) / (highLat - lowLat)) * ((edges[e + 2] as number) - lowLng));
  }
  return found.sort((a, b) => a - b);
}

/** A place well inside a polygon, for its label: the middle of the widest stretch on one of nine parallels, the middle ones preferred. */
export function pointInside(shapes: Shapes, index: number): Point {
  const south = shapes.boxes[index * 4 + 1] as number;
  const north = shapes.boxes[index * 4 + 3] as number;
  let best: Point = { lng: shapes.boxes[index * 4] as number, lat: south };
  let score = -1;
  for (let step = 1; step <= 9; step += 1) {
    const lat = south + ((north - south) * step) / 10;
    const met = crossings(shapes, index, lat);
    for (let i = 0; i + 1 < met.length; i += 2) {
      const from = met[i] as number;
      const to = met[i + 1] as number;
      const worth = (to - from) * (1 - Math.abs(step - 5) / 8);
      if (worth <= score) continue;
      score = worth;
      best = { lng: (from + to) / 2, lat };
    }
  }
  return best;
}
