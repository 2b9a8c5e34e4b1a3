import type { Feature, Point } from 'geojson';

/** A GeoJSON point at a place. */
export function pointFeature(
  place: { lng: number; lat: number },
  properties: Record<string, string | number | boolean>,
): Feature<Point> {
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [place.lng, place.lat] } };
}
