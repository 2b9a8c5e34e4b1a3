import type { MultiPolygon, Polygon, Position } from 'geojson';
import { ringsOf } from './bounds.ts';

/** Turns degrees into a box of `width`; y runs down. */
export interface Projection {
  height: number;
  at(place: Position): readonly [x: number, y: number];
}

/** An equal-scale drawing of [west, south, east, north], good for the width of a county. */
export function projectBounds(
  [west, south, east, north]: readonly [number, number, number, number],
  width: number,
): Projection {
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = width / ((east - west) * shrink);
  return {
    height: (north - south) * scale,
    at: ([lng = 0, lat = 0]) => [(lng - west) * shrink * scale, (north - lat) * scale],
  };
}

/** SVG path of an area. */
export function shapePath(shape: Polygon | MultiPolygon, projection: Projection): string {
  return ringsOf(shape)
    .map(
      (ring) =>
        `M${ring
          .map((place) =>
            projection
              .at(place)
              .map((n) => n.toFixed(1))
              .join(' '),
          )
          .join('L')}Z`,
    )
    .join('');
}
