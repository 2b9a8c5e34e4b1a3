import type { Point } from '#shared/geo/point.ts';

/** Metres of a degree of latitude, good to a few in a thousand anywhere. */
const degreeM = 111_195;

/**
 * Where points lie about a centre: `x` to the east and `y` to the north, 1 at `metres`. What lies further is drawn at the rim, in its
 * direction.
 */
export function planOf(centre: Point, points: readonly Point[], metres: number): { x: number; y: number }[] {
  const shrink = Math.cos((centre.lat * Math.PI) / 180);
  return points.map(({ lng, lat }) => {
    const x = ((lng - centre.lng) * shrink * degreeM) / metres;
    const y = ((lat - centre.lat) * degreeM) / metres;
    const far = Math.max(1, Math.hypot(x, y));
    return { x: x / far, y: y / far };
  });
}
