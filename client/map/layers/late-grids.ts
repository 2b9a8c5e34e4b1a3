import type { FeatureCollection } from 'geojson';
import type { IncidentRow } from '#shared/views/board.ts';
import type { Geodata } from '../geodata.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';

const source = 'late-grid';

export interface LateView {
  geodata: Pick<Geodata, 'l2'>;
  /** Cells of level 2 with something overdue; another set where they change. */
  cells: ReadonlySet<string>;
}

/** Level-2 grids in which a matter is overdue. */
export function lateGrids(incidents: Iterable<IncidentRow>): Set<string> {
  const late = new Set<string>();
  for (const { grids, overdue } of incidents) {
    const cell = grids[1];
    if (overdue && cell !== undefined) late.add(cell);
  }
  return late;
}

export function lateData({ geodata, cells }: LateView): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: geodata.l2.features.filter(({ properties }) => cells.has(properties.id)),
  };
}

/** Grids with something overdue have a rose edge: the second state of a grid beside how much is open in it. */
export const lateGridLayer: MapLayer<LateView> = {
  id: 'late-grid',
  sources: { [source]: emptySource },
  layers: (look) => ({
    border: [
      {
        id: 'late-grid',
        type: 'line',
        source,
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': look.rose,
          'line-width': 1.2 * look.u,
          'line-offset': 0.8 * look.u,
          'line-opacity': 0.75,
        },
      },
    ],
  }),
  data: (view) => ({ [source]: lateData(view) }),
};
