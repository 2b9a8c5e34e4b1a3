import type { Feature, FeatureCollection } from 'geojson';
import type { Point } from '#shared/geo/point.ts';
import { travelMs } from '#shared/geo/travel.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { textIn, type Language } from '#shared/kernel/localized.ts';
import type { Unit } from '#shared/pack/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { mapFont } from '../font-faces.ts';
import { drawIcon } from '../icons.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const [arcSource, squadSource, moverSource, squadIcon] = ['arc', 'squad', 'mover', 'squad'];
const steps = 24;
/** Beyond so many incidents arcs cross each other and say nothing. */
export const mostArcs = 8;

/** Units under way to incidents. */
export interface ArcView {
  incidents: readonly IncidentRow[];
  units: ReadonlyMap<string, Unit>;
  language: Language;
  /** For estimates of arrival: the present to some seconds (each other value draws anew). */
  now?: number;
  /** The words for when somebody arrives, `{n}` minutes from now. */
  arrives?: string | undefined;
}

/** A place on the way, from 0 at its beginning to 1 at its end; the way is bowed to its left by a fifth of its length. */
export function alongArc(from: Point, to: Point, t: number): [number, number] {
  // Degrees of longitude are shorter than those of latitude; bow in a frame where they are equal.
  const shrink = Math.cos(((from.lat + to.lat) / 2) * (Math.PI / 180));
  const [dx, dy] = [(to.lng - from.lng) * shrink, to.lat - from.lat];
  const bend: [number, number] = [
    (from.lng + to.lng) / 2 + (-dy * 0.2) / shrink,
    (from.lat + to.lat) / 2 + dx * 0.2,
  ];
  const [a, b, c] = [(1 - t) ** 2, 2 * (1 - t) * t, t ** 2];
  return [a * from.lng + b * bend[0] + c * to.lng, a * from.lat + b * bend[1] + c * to.lat];
}

/** A curve from one place to another. */
export function arcLine(from: Point, to: Point): [number, number][] {
  return Array.from({ length: steps + 1 }, (_, i) => alongArc(from, to, i / steps));
}

/**
 * How far a unit has come, 0 to 1, and how many ms it still needs: estimated from the moment the matter came to where it stands. Null
 * for one that has not signed: nobody knows whether it left.
 */
export function underWay(
  row: IncidentRow,
  unit: Pick<Unit, 'id' | 'place'>,
  now: number,
): { share: number; leftMs: number } | null {
  if (row.unsigned.includes(unit.id)) return null;
  const whole = travelMs(unit.place, row);
  const gone = Math.max(0, now - row.nodeSince);
  return { share: Math.min(1, gone / whole), leftMs: Math.max(0, whole - gone) };
}

/** Arcs from the units with a task to each incident that is being worked on, the units at their feet, and where they may be by now. */
export function arcData(view: ArcView): Record<'arc' | 'squad' | 'mover', FeatureCollection> {
  const arcs: Feature[] = [];
  const movers: Feature[] = [];
  const squads = new Map<string, Feature>();
  let drawn = 0;
  for (const incident of view.incidents) {
    if (incident.queue !== 'work' || incident.suspended) continue;
    if (++drawn > mostArcs) break;
    for (const id of [incident.lead, ...incident.co]) {
      const unit = id === null ? undefined : view.units.get(id);
      if (!unit || incident.fedBack.includes(unit.id)) continue;
      const way = view.now === undefined ? null : underWay(incident, unit, view.now);
      const moves = way !== null && way.share < 1;
      const minutes = Math.max(1, Math.ceil((way?.leftMs ?? 0) / minuteMs));
      const word = moves ? (view.arrives?.replace('{n}', String(minutes)) ?? '') : '';
      const name = [textIn(unit.name, view.language), word].filter(Boolean).join(' ');
      if (!squads.has(unit.id) || word) squads.set(unit.id, pointFeature(unit.place, { id: unit.id, name }));
      if (moves) {
        const [lng, lat] = alongArc(unit.place, incident, way.share);
        movers.push(pointFeature({ lng, lat }, { incident: incident.id }));
      }
      arcs.push({
        type: 'Feature',
        // Whoever should have arrived long ago is no longer under way: the line stays, thin, and says who has it.
        properties: { incident: incident.id, still: way !== null && !moves },
        geometry: { type: 'LineString', coordinates: arcLine(unit.place, incident) },
      });
    }
  }
  const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });
  return { arc: collection(arcs), squad: collection([...squads.values()]), mover: collection(movers) };
}

const still = ['get', 'still'];

export const arcLayer: MapLayer<ArcView> = {
  id: 'arc',
  sources: { [arcSource]: emptySource, [squadSource]: emptySource, [moverSource]: emptySource },
  layers: ({ u, teal, ground, text }) => ({
    line: [
      {
        id: 'arc-glow',
        type: 'line',
        source: arcSource,
        filter: ['!', still] as unknown as boolean,
        paint: { 'line-color': teal, 'line-width': 7 * u, 'line-blur': 6 * u, 'line-opacity': 0.32 },
      },
      {
        id: 'arc',
        type: 'line',
        source: arcSource,
        layout: { 'line-cap': 'butt' },
        paint: {
          'line-color': teal,
          'line-width': ['case', still, 1 * u, 1.8 * u] as unknown as number,
          'line-dasharray': [2.4, 2.4],
          'line-opacity': ['case', still, 0.5, 1] as unknown as number,
        },
      },
    ],
    unit: [
      {
        id: 'mover',
        type: 'circle',
        source: moverSource,
        paint: {
          'circle-radius': 4 * u,
          'circle-color': text,
          'circle-stroke-color': teal,
          'circle-stroke-width': 2 * u,
        },
      },
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
