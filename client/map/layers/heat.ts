import type { IncidentRow } from '#shared/views/board.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { sameZoom } from '../../styles/look.ts';
import { incidentData } from './incidents.ts';

const source = 'heat';

/** Where open matters lie close together; one that is overdue weighs three. */
export const heatLayer: MapLayer<{ rows: readonly IncidentRow[] }> = {
  id: 'heat',
  sources: { [source]: emptySource },
  layers: (look) => ({
    land: [
      {
        id: 'heat',
        type: 'heatmap',
        source,
        paint: {
          'heatmap-weight': ['case', ['get', 'overdue'], 1, 0.33] as unknown as number,
          'heatmap-radius': [
            'interpolate',
            ['exponential', 2],
            ['zoom'],
            sameZoom(look, 9),
            26 * look.u,
            sameZoom(look, 14),
            120 * look.u,
          ] as unknown as number,
          'heatmap-intensity': 0.9,
          'heatmap-opacity': 0.85,
          'heatmap-color': [
            'interpolate',
            ['linear'],
            ['heatmap-density'],
            0,
            'rgba(0, 0, 0, 0)',
            0.18,
            look.tealFaint,
            0.45,
            look.tealDim,
            0.75,
            look.teal,
            1,
            look.text,
          ],
        },
      },
    ],
  }),
  data: ({ rows }) => ({ [source]: incidentData(rows) }),
};
