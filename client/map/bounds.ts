import type { MultiPolygon, Polygon, Position } from 'geojson';
import { boxAround } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';

/** [west, south, east, north] */
export type Bounds = [number, number, number, number];

/** The smallest box round some areas. */
export function boundsOf(shapes: Iterable<Polygon | MultiPolygon>): Bounds {
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const shape of shapes)
    for (const ring of ringsOf(shape))
      for (const [lng = 0, lat = 0] of ring) {
        box[0] = Math.min(box[0], lng);
        box[1] = Math.min(box[1], lat);
        box[2] = Math.max(box[2], lng);
        box[3] = Math.max(box[3], lat);
      }
  return box;
}

export function ringsOf(shape: Polygon | MultiPolygon): readonly Position[][] {
  return shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat();
}

/** A circle on the ground as a ring of points, for drawing. */
export function circleRing(centre: Point, radiusM: number): [number, number][] {
  const [west, south, east, north] = boxAround(centre, radiusM);
  return Array.from({ length: 65 }, (_, i) => {
    const angle = (i / 64) * 2 * Math.PI;
    return [
      centre.lng + (Math.cos(angle) * (east - west)) / 2,
      centre.lat + (Math.sin(angle) * (north - south)) / 2,
    ];
  });
}
