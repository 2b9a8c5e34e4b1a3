import type { Geometry } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Area, Areas, Spot } from './area.ts';
import { levelColumns } from './levels.ts';

/** How many levels a map file has: its objects `l1`, `l2` and so on, without a gap. */
export function levelsOfMap({ objects }: Pick<Topology, 'objects'>): number {
  const first = levelColumns.findIndex((name) => objects[name] === undefined);
  return first < 0 ? levelColumns.length : first;
}

/** The ground of the cells of the narrowest level of a map file. */
export function areasOfMap(topology: Topology): Areas {
  const level = topology.objects[`l${levelsOfMap(topology)}`] as GeometryCollection<{ id: string }>;
  const { features } = feature(topology, level);
  return new Map(features.map(({ properties, geometry }) => [properties.id, areaOfShape(geometry)] as const));
}

/** The ground of a shape; none of what is no area. */
export function areaOfShape(shape: Geometry): Area {
  const polygons =
    shape.type === 'Polygon' ? [shape.coordinates] : shape.type === 'MultiPolygon' ? shape.coordinates : [];
  return polygons.map((rings) => rings.map((ring) => ring.map(([lng = NaN, lat = NaN]): Spot => [lng, lat])));
}
