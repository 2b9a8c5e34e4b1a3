import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { topology } from 'topojson-server';
import { bbox, feature, mergeArcs } from 'topojson-client';
import type {
  GeometryCollection,
  MultiPolygon as Arcs,
  Polygon as ArcsOfOne,
  Topology,
} from 'topojson-specification';
import { leastLevels, mostLevels } from '#shared/grid/levels.ts';
import type { NewGrid } from '#shared/wire/new-county.ts';

interface Properties {
  id: string;
  name: string;
  p?: number;
}
type Level = FeatureCollection<Polygon | MultiPolygon, Properties>;
/** Corners of neighbours that lie this close are one: a grid of a million steps over the county, some centimetres in a city. */
const steps = 1e6;

/** The levels that a map file has: what a county of one level does not say is drawn again below, one cell in each. */
export function drawnLevels(given: readonly (readonly NewGrid[])[]): NewGrid[][] {
  const levels = given.slice(0, mostLevels).map((level) => [...level]);
  while (levels.length < leastLevels) {
    const above = levels.at(-1) ?? [];
    levels.push(above.map(({ id, name, shape }) => ({ id: `${id}-1`, name, parent: id, shape })));
  }
  return levels;
}

/**
 * A map file of the pack out of outlines: `l1`, `l2` and so on with ids, names and the index of the parent, and `county`, the whole.
 * Borders that neighbours share become one line. A parent that is not there is left out and found by the check.
 */
export function gridFile(levels: readonly (readonly NewGrid[])[]): Topology {
  const objects: Record<string, Level> = {};
  levels.forEach((level, at) => {
    const above = new Map((levels[at - 1] ?? []).map(({ id }, index) => [id, index]));
    const features = level.map(({ id, name, parent, shape }): Feature<Polygon | MultiPolygon, Properties> => {
      const p = parent === null ? undefined : above.get(parent);
      return { type: 'Feature', properties: { id, name, ...(p !== undefined && { p }) }, geometry: shape };
    });
    objects[`l${at + 1}`] = { type: 'FeatureCollection', features };
  });
  const made = topology(objects, steps) as unknown as Topology;
  const wide = made.objects['l1'] as GeometryCollection<Properties>;
  const whole = { ...mergeArcs(made, wide.geometries as (Arcs | ArcsOfOne)[]), properties: { id: 'county' } };
  made.objects['county'] = { type: 'GeometryCollection', geometries: [whole] };
  return made;
}

/** The outline of the whole, for the map's edge. */
export function outlineOf(file: Topology): FeatureCollection {
  const { features } = feature(file, file.objects['county'] as GeometryCollection);
  return { type: 'FeatureCollection', features: features.map((one) => ({ ...one, properties: {} })) };
}

/** West, south, east, north, to some metres and a little wider, so that nothing lies on the frame. */
export function frameOf(file: Topology): [number, number, number, number] {
  const [west, south, east, north] = bbox(file);
  const round = (value: number, away: number): number => Number((value + away * 1e-4).toFixed(5));
  return [round(west, -1), round(south, -1), round(east, 1), round(north, 1)];
}
