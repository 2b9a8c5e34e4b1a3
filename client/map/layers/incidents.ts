import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { FeatureCollection } from 'geojson';
import type { IncidentRow } from '#shared/views/board.ts';
import { mapFont } from '../font-faces.ts';
import { emptyIcon } from '../icons.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

/** The few that are looked at lie apart from the many: who selects another one moves these alone. */
const [source, few, room] = ['incident', 'incident-named', 'incident-room'];

/** What the map shows of incidents: all as points, some with their title, one selected. */
export interface IncidentView {
  /** Another list where they change. */
  rows: readonly IncidentRow[];
  /** Those that are ringed and named. */
  named: readonly IncidentRow[];
  selected: string | null;
}
const isPlaced = ({ grids }: IncidentRow): boolean => grids.length > 0;
const made = new WeakMap<readonly IncidentRow[], FeatureCollection>();

/** Points of incidents that have a place, the same collection for the same list. `sort` puts the overdue ones on top. */
export function incidentData(rows: readonly IncidentRow[]): FeatureCollection {
  const known = made.get(rows);
  if (known) return known;
  const features = rows
    .filter(isPlaced)
    .map((row) => pointFeature(row, { id: row.id, overdue: row.overdue, sort: row.overdue ? 1 : 0 }));
  const collection: FeatureCollection = { type: 'FeatureCollection', features };
  made.set(rows, collection);
  return collection;
}

/** Those of them that are named or selected; the selected one on top. */
export function namedData({ rows, named, selected }: IncidentView): FeatureCollection {
  const names = new Set(named.map(({ id }) => id));
  const shown = rows.filter((row) => isPlaced(row) && (row.id === selected || names.has(row.id)));
  const features = shown.map((row) =>
    pointFeature(row, {
      id: row.id,
      title: row.title,
      overdue: row.overdue,
      selected: row.id === selected,
      sort: (row.id === selected ? 2 : 0) + (row.overdue ? 1 : 0),
    }),
  );
  return { type: 'FeatureCollection', features };
}

/**
 * Circles take no room from texts. These do: they lie over all texts of this floor, so they are placed first, and no title, unit or
 * name of a town is written through a ring.
 */
const roomLayer = (u: number): LayerSpecification => ({
  id: room,
  type: 'symbol',
  source: few,
  layout: {
    'icon-image': room,
    'icon-size': ['case', ['get', 'selected'], 0.68 * u, 0.43 * u] as unknown as number,
    'icon-allow-overlap': true,
    'icon-padding': 0,
  },
});

export const incidentLayer: MapLayer<IncidentView> = {
  id: 'incident',
  sources: { [source]: emptySource, [few]: emptySource },
  layers(look) {
    const { u } = look;
    const point = (id: string, from: string, radius: number): LayerSpecification => ({
      id,
      type: 'circle',
      source: from,
      layout: { 'circle-sort-key': ['get', 'sort'] as unknown as number },
      paint: {
        'circle-radius': radius * u,
        'circle-color': ['case', ['get', 'overdue'], look.rose, look.text] as unknown as string,
        'circle-stroke-color': look.ground,
        'circle-stroke-width': 0.8 * u,
      },
    });
    const tone = ['case', ['get', 'overdue'], look.rose, look.teal] as unknown as string;
    return {
      point: [
        {
          id: 'incident-ring',
          type: 'circle',
          source: few,
          paint: {
            'circle-radius': ['case', ['get', 'selected'], 15 * u, 9.5 * u] as unknown as number,
            'circle-color': tone,
            'circle-opacity': ['case', ['get', 'selected'], 0.22, 0.12] as unknown as number,
            'circle-stroke-color': tone,
            'circle-stroke-width': 1.4 * u,
          },
        },
        point('incident', source, 3),
        point('incident-named', few, 4),
        {
          id: 'incident-title',
          type: 'symbol',
          source: few,
          layout: {
            'text-field': ['get', 'title'],
            'text-font': [mapFont],
            'text-size': 14 * u,
            'text-max-width': 14,
            'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
            'text-radial-offset': ['case', ['get', 'selected'], 1.45, 1.05] as unknown as number,
            'text-justify': 'auto',
            'symbol-sort-key': ['-', 0, ['get', 'sort']] as unknown as number,
          },
          paint: {
            'text-color': ['case', ['get', 'overdue'], look.rose, look.text] as unknown as string,
            'text-halo-color': look.ground,
            'text-halo-width': 1.6 * u,
          },
        },
        roomLayer(u),
      ],
    };
  },
  icons: () => ({ [room]: emptyIcon() }),
  picks: { incident: { kind: 'incident', id: 'id' } },
  data: (view) => ({ [source]: incidentData(view.rows), [few]: namedData(view) }),
};
