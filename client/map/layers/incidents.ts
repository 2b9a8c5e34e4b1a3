import type { FeatureCollection } from 'geojson';
import type { IncidentRow } from '#shared/views/board.ts';
import { mapFont } from '../font-faces.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { pointFeature } from './point-feature.ts';

const source = 'incident';

/** What the map shows of incidents: all as points, some with their title, one selected. */
export interface IncidentView {
  rows: readonly IncidentRow[];
  /** Those that are ringed and named. */
  named: readonly IncidentRow[];
  selected: string | null;
}

/** Points of incidents that have a place. `sort` puts the selected and the overdue ones on top. */
export function incidentData(view: IncidentView): FeatureCollection {
  const names = new Set(view.named.map(({ id }) => id));
  const placed = [...view.rows].filter(({ grids }) => grids.length > 0);
  const features = placed.map((row) => {
    const selected = row.id === view.selected;
    const named = selected || names.has(row.id);
    const sort = (selected ? 4 : 0) + (named ? 2 : 0) + (row.overdue ? 1 : 0);
    return pointFeature(row, {
      id: row.id,
      title: named ? row.title : '',
      overdue: row.overdue,
      named,
      selected,
      sort,
    });
  });
  return { type: 'FeatureCollection', features };
}

export const incidentLayer: MapLayer<IncidentView> = {
  id: 'incident',
  sources: { [source]: emptySource },
  layers(look) {
    const { u } = look;
    const tone = ['case', ['get', 'overdue'], look.rose, look.teal] as unknown as string;
    return {
      point: [
        {
          id: 'incident-ring',
          type: 'circle',
          source,
          filter: ['any', ['get', 'named'], ['get', 'selected']],
          paint: {
            'circle-radius': ['case', ['get', 'selected'], 15 * u, 9.5 * u] as unknown as number,
            'circle-color': tone,
            'circle-opacity': ['case', ['get', 'selected'], 0.22, 0.12] as unknown as number,
            'circle-stroke-color': tone,
            'circle-stroke-width': 1.4 * u,
          },
        },
        {
          id: 'incident',
          type: 'circle',
          source,
          layout: { 'circle-sort-key': ['get', 'sort'] as unknown as number },
          paint: {
            'circle-radius': ['case', ['get', 'named'], 4 * u, 3 * u] as unknown as number,
            'circle-color': ['case', ['get', 'overdue'], look.rose, look.text] as unknown as string,
            'circle-stroke-color': look.ground,
            'circle-stroke-width': 0.8 * u,
          },
        },
        {
          id: 'incident-title',
          type: 'symbol',
          source,
          filter: ['!=', ['get', 'title'], ''],
          layout: {
            'text-field': ['get', 'title'],
            'text-font': [mapFont],
            'text-size': 14 * u,
            'text-max-width': 14,
            'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
            'text-radial-offset': 1.05,
            'text-justify': 'auto',
            'symbol-sort-key': ['-', 0, ['get', 'sort']] as unknown as number,
          },
          paint: {
            'text-color': ['case', ['get', 'overdue'], look.rose, look.text] as unknown as string,
            'text-halo-color': look.ground,
            'text-halo-width': 1.6 * u,
          },
        },
      ],
    };
  },
  picks: { incident: { kind: 'incident', id: 'id' } },
  data: (view) => ({ [source]: incidentData(view) }),
};
