import type { Feature, FeatureCollection } from 'geojson';
import type { Point } from '#shared/geo/point.ts';
import { textIn, type Language } from '#shared/kernel/localized.ts';
import type { Unit } from '#shared/pack/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { mapFont } from '../font-faces.ts';
import { drawIcon } from '../icons.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const [arcSource, squadSource, squadIcon] = ['arc', 'squad', 'squad'];
const steps = 24;
/** Beyond so many incidents arcs cross each other and say nothing. */
export const mostArcs = 8;

/** Units under way to incidents. */
export interface ArcView {
  incidents: readonly IncidentRow[];
  units: ReadonlyMap<string, Unit>;
  language: Language;
}

/** A curve from one place to another, bowed to its left by a fifth of its length. */
export function arcLine(from: Point, to: Point): [number, number][] {
  // Degrees of longitude are shorter than those of latitude; bow in a frame where they are equal.
  const shrink = Math.cos(((from.lat + to.lat) / 2) * (Math.PI / 180));
  const [dx, dy] = [(to.lng - from.lng) * shrink, to.lat - from.lat];
  const bend: [number, number] = [
    (from.lng + to.lng) / 2 + (-dy * 0.2) / shrink,
    (from.lat + to.lat) / 2 + dx * 0.2,
  ];
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    const [a, b, c] = [(1 - t) ** 2, 2 * (1 - t) * t, t ** 2];
    return [a * from.lng + b * bend[0] + c * to.lng, a * from.lat + b * bend[1] + c * to.lat];
  });
}

/** Arcs from the units with a task to each incident that is being worked on, and the units at their feet. */
export function arcData(view: ArcView): { arc: FeatureCollection; squad: FeatureCollection } {
  const arcs: Feature[] = [];
  const squads = new Map<string, Feature>();
  let drawn = 0;
  for (const incident of view.incidents) {
    if (incident.queue !== 'work' || incident.suspended) continue;
    if (++drawn > mostArcs) break;
    for (const id of [incident.lead, ...incident.co]) {
      const unit = id === null ? undefined : view.units.get(id);
      if (!unit || incident.fedBack.includes(unit.id)) continue;
      squads.set(unit.id, pointFeature(unit.place, { id: unit.id, name: textIn(unit.name, view.language) }));
      arcs.push({
        type: 'Feature',
        properties: { incident: incident.id },
        geometry: { type: 'LineString', coordinates: arcLine(unit.place, incident) },
      });
    }
  }
  const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });
  return { arc: collection(arcs), squad: collection([...squads.values()]) };
}

export const arcLayer: MapLayer<ArcView> = {
  id: 'arc',
  sources: { [arcSource]: emptySource, [squadSource]: emptySource },
  layers: ({ u, teal, ground }) => ({
    line: [
      {
        id: 'arc',
        type: 'line',
        source: arcSource,
        layout: { 'line-cap': 'butt' },
        paint: {
          'line-color': teal,
          'line-width': 1.6 * u,
          'line-dasharray': [2.4, 2.4],
          'line-opacity': 0.95,
        },
      },
    ],
    unit: [
      {
        id: 'squad',
        type: 'symbol',
        source: squadSource,
        layout: {
          'icon-image': squadIcon,
          'icon-size': 0.5 * u,
          'icon-allow-overlap': true,
          'text-field': ['get', 'name'],
          'text-font': [mapFont],
          'text-size': 13 * u,
          'text-max-width': 16,
          'text-variable-anchor': ['left', 'right', 'bottom', 'top'],
          'text-radial-offset': 0.8,
          'text-justify': 'auto',
          'text-optional': true,
        },
        paint: { 'text-color': teal, 'text-halo-color': ground, 'text-halo-width': 1.4 * u },
      },
    ],
  }),
  icons: ({ teal, ground }) => ({ [squadIcon]: drawIcon('squad', teal, ground) }),
  data: arcData,
};
