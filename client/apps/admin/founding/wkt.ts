import type { MultiPolygon, Polygon, Position } from 'geojson';

/** A polygon or several as well-known text (OGC 06-103r4): what exports of spatial databases write. Null: it is none. */
export function readWkt(text: string): Polygon | MultiPolygon | null {
  const [, multi, body] = /^\s*(?:SRID=\d+;)?\s*(MULTI)?POLYGON\s*Z?M?\s*(\(.*\))\s*$/isu.exec(text) ?? [];
  if (body === undefined) return null;
  try {
    // Brackets are lists and blanks divide the numbers of a corner: JSON is one step away.
    const json = body
      .replaceAll(
        /-?\d[\d.eE+-]*(?:\s+-?\d[\d.eE+-]*)+/gu,
        (corner) => `[${corner.trim().split(/\s+/u).join(',')}]`,
      )
      .replaceAll('(', '[')
      .replaceAll(')', ']');
    const coordinates = JSON.parse(json) as unknown;
    return multi === undefined
      ? { type: 'Polygon', coordinates: coordinates as Position[][] }
      : { type: 'MultiPolygon', coordinates: coordinates as Position[][][] };
  } catch {
    return null;
  }
}
