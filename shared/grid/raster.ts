import { crossings, holds, type Shapes } from './shapes.ts';

/**
 * A raster over a partition into polygons. Most of its squares lie wholly in one polygon and answer by themselves;
 * the others name the few polygons that touch them, which are then asked in file order.
 */
export interface Raster {
  west: number;
  south: number;
  /** Squares a degree. */
  perLng: number;
  perLat: number;
  columns: number;
  rows: number;
  /** 0: outside. n > 0: wholly in polygon n - 1. n < 0: the list at -n - 1 in `lists`. */
  squares: Int32Array;
  /** A count, then as many polygon numbers, ascending. */
  lists: Int32Array;
}

/** Squares a polygon, on average: more make a bigger table, fewer more squares on borders. */
const squaresEach = 160;

/** Builds the raster in one pass over the edges and one over the rows. */
export function makeRaster(shapes: Shapes): Raster {
  const [west, south, east, north] = frame(shapes);
  const side = Math.min(2048, Math.max(16, Math.ceil(Math.sqrt(shapes.count * squaresEach))));
  const raster: Raster = {
    west,
    south,
    perLng: side / (east - west),
    perLat: side / (north - south),
    columns: side,
    rows: side,
    squares: new Int32Array(side * side),
    lists: new Int32Array(0),
  };
  for (let index = 0; index < shapes.count; index += 1) fillInside(raster, shapes, index);
  raster.lists = listBorders(raster, shapes);
  return raster;
}

/** The polygon that holds a place, or -1. */
export function rasterAt(raster: Raster, shapes: Shapes, lng: number, lat: number): number {
  const column = Math.floor((lng - raster.west) * raster.perLng);
  const row = Math.floor((lat - raster.south) * raster.perLat);
  // Written so that NaN falls out as well.
  if (!(column >= 0 && column < raster.columns && row >= 0 && row < raster.rows)) return -1;
  const square = raster.squares[row * raster.columns + column] as number;
  if (square >= 0) return square - 1;
  const start = -square - 1;
  const end = start + 1 + (raster.lists[start] as number);
  for (let i = start + 1; i < end; i += 1) {
    const index = raster.lists[i] as number;
    if (holds(shapes, index, lng, lat)) return index;
  }
  return -1;
}

/** The box of all polygons, a hair wider, so that nothing lies on its edge. */
function frame(shapes: Shapes): [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < shapes.count * 4; i += 4) {
    west = Math.min(west, shapes.boxes[i] as number);
    south = Math.min(south, shapes.boxes[i + 1] as number);
    east = Math.max(east, shapes.boxes[i + 2] as number);
    north = Math.max(north, shapes.boxes[i + 3] as number);
  }
  const hair = 1e-7;
  return [west - hair, south - hair, east + hair, north + hair];
}

/** Marks the squares whose middle lies in the polygon; those that an edge touches are overwritten later. */
function fillInside(raster: Raster, shapes: Shapes, index: number): void {
  const firstRow = Math.floor(((shapes.boxes[index * 4 + 1] as number) - raster.south) * raster.perLat);
  const lastRow = Math.floor(((shapes.boxes[index * 4 + 3] as number) - raster.south) * raster.perLat);
  for (let row = firstRow; row <= lastRow; row += 1) {
    const met = crossings(shapes, index, raster.south + (row + 0.5) / raster.perLat);
    for (let i = 0; i + 1 < met.length; i += 2) {
      const from = Math.ceil(((met[i] as number) - raster.west) * raster.perLng - 0.5);
      const to = Math.floor(((met[i + 1] as number) - raster.west) * raster.perLng - 0.5);
      if (to >= from)
        raster.squares.fill(index + 1, row * raster.columns + from, row * raster.columns + to + 1);
    }
  }
}

/** Turns every square that an edge touches into a list of the polygons round it. */
function listBorders(raster: Raster, shapes: Shapes): Int32Array {
  const touching = new Map<number, number[]>();
  for (let index = 0; index < shapes.count; index += 1) {
    eachTouched(raster, shapes, index, (square) => {
      const list = touching.get(square);
      if (!list) touching.set(square, [index]);
      else if (list[list.length - 1] !== index) list.push(index);
    });
  }
  const lists: number[] = [];
  for (const [square, list] of touching) {
    raster.squares[square] = -lists.length - 1;
    lists.push(list.length, ...list);
  }
  return Int32Array.from(lists);
}

/** Part of a square by which an edge's reach is widened, so that rounding never hides one it grazes. */
const slack = 1e-6;

function eachTouched(raster: Raster, shapes: Shapes, index: number, touch: (square: number) => void): void {
  const end = (shapes.first[index + 1] as number) * 4;
  for (let e = (shapes.first[index] as number) * 4; e < end; e += 4) {
    const lowX = ((shapes.edges[e] as number) - raster.west) * raster.perLng;
    const lowY = ((shapes.edges[e + 1] as number) - raster.south) * raster.perLat;
    const highX = ((shapes.edges[e + 2] as number) - raster.west) * raster.perLng;
    const highY = ((shapes.edges[e + 3] as number) - raster.south) * raster.perLat;
    const lean = highY > lowY ? (highX - lowX) / (highY - lowY) : 0;
    const lastRow = clamp(Math.floor(highY + slack), raster.rows);
    for (let row = clamp(Math.floor(lowY - slack), raster.rows); row <= lastRow; row += 1) {
      const a = highY > lowY ? lowX + (Math.max(row, lowY) - lowY) * lean : lowX;
      const b = highY > lowY ? lowX + (Math.min(row + 1, highY) - lowY) * lean : highX;
      const lastColumn = clamp(Math.floor(Math.max(a, b) + slack), raster.columns);
      for (
        let column = clamp(Math.floor(Math.min(a, b) - slack), raster.columns);
        column <= lastColumn;
        column += 1
      ) {
        touch(row * raster.columns + column);
      }
    }
  }
}

function clamp(value: number, count: number): number {
  return Math.min(Math.max(value, 0), count - 1);
}
