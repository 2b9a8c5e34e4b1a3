import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { Point } from '#shared/geo/point.ts';
import type { Projection } from '../../map/outline.ts';

const kmPerDegree = 111.32;
/** Square kilometres of an area; holes count against it. */
export function areaKm2(shape: Polygon | MultiPolygon): number {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  return polygons.reduce(
    (sum, [outer = [], ...holes]) =>
      sum + ringKm2(outer) - holes.reduce((gone, hole) => gone + ringKm2(hole), 0),
    0,
  );
}

function ringKm2(ring: readonly Position[]): number {
  const lat0 = ring[0]?.[1] ?? 0;
  const shrink = Math.cos((lat0 * Math.PI) / 180);
  let twice = 0;
  ring.forEach(([x1 = 0, y1 = 0], i) => {
    const [x2 = 0, y2 = 0] = ring[(i + 1) % ring.length] ?? [];
    twice += (x1 * y2 - x2 * y1) * shrink;
  });
  return (Math.abs(twice) / 2) * kmPerDegree * kmPerDegree;
}

/** Bounds of the classes of a density map: none, and four of equal numbers of cells. Fewer when cells are much alike. */
export function densityClasses(densities: readonly number[]): number[] {
  const some = densities.filter((density) => density > 0).sort((a, b) => a - b);
  const bounds = [0.25, 0.5, 0.75].map((share) => some[Math.floor(share * some.length)] ?? 0);
  return [...new Set(bounds.filter((bound) => bound > (some[0] ?? 0)))];
}

/** 0 for none, then 1 to 4 by the bounds. */
export function densityClass(density: number, bounds: readonly number[]): number {
  return density <= 0 ? 0 : 1 + bounds.filter((bound) => density >= bound).length;
}

export interface Label {
  name: string;
  x: number;
  y: number;
}
/**
 * Labels that do not lie on one another; of two that would, the earlier stays. A Chinese character is about `size` wide, a
 * letter a good half of it.
 */
export function placeLabels(
  cells: Iterable<{ name: string; centre: Point }>,
  projection: Projection,
  size: number,
): Label[] {
  const placed: (Label & { half: number })[] = [];
  for (const { name, centre } of cells) {
    const [x, y] = projection.at([centre.lng, centre.lat]);
    const half = (emsOf(name) * size) / 2 + 2;
    if (
      placed.every((other) => Math.abs(other.x - x) > other.half + half || Math.abs(other.y - y) > size * 1.3)
    )
      placed.push({ name, x, y, half });
  }
  return placed.map(({ name, x, y }) => ({ name, x, y }));
}

/** Width of a text in sizes of its font. */
function emsOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter < '\u2e80' ? 0.57 : 1), 0);
}

/** A town's name without what all of them end in, as maps print it: 澄江街道 → 澄江. */
export function shortName(name: string): string {
  return name.length > 2 ? name.replace(/(街道|镇|乡|社区|村)$/u, '') : name;
}
