import type { MultiPolygon, Polygon, Position } from 'geojson';

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
