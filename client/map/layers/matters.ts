import type { IncidentRow } from '#shared/views/board.ts';
import { mapFont } from '../font-faces.ts';
import { noFeatures, type MapLayer } from '../map-layer.ts';
import { incidentData } from './incidents.ts';

const source = 'matter';
/** Nearer than this every matter stands for itself. */
const clusterMaxZoom = 12;

/** All open matters: gathered to discs with their number while they lie close, rose where one of them is overdue. */
export const matterLayer: MapLayer<{ rows: readonly IncidentRow[] }> = {
  id: 'matter',
  sources: {
    [source]: {
      type: 'geojson',
      data: noFeatures,
      cluster: true,
      clusterRadius: 44,
      clusterMaxZoom,
      clusterProperties: { late: ['+', ['case', ['get', 'overdue'], 1, 0]] },
    },
  },
  layers(look) {
    const { u } = look;
    const late = ['>', ['coalesce', ['get', 'late'], ['case', ['get', 'overdue'], 1, 0]], 0];
    const tone = ['case', late, look.rose, look.teal] as unknown as string;
    const isMany = ['has', 'point_count'];
    return {
      point: [
        {
          id: 'matter-disc',
          type: 'circle',
          source,
          filter: isMany as unknown as boolean,
          paint: {
            'circle-radius': [
              'interpolate',
              ['linear'],
              ['get', 'point_count'],
              2,
              11 * u,
              60,
              26 * u,
            ] as unknown as number,
            'circle-color': look.ground,
            'circle-opacity': 0.82,
            'circle-stroke-color': tone,
            'circle-stroke-width': 1.8 * u,
          },
        },
        {
          id: 'matter-count',
          type: 'symbol',
          source,
          filter: isMany as unknown as boolean,
          layout: {
            'text-field': ['get', 'point_count_abbreviated'],
            'text-font': [mapFont],
            'text-size': 14 * u,
            'text-allow-overlap': true,
          },
          paint: { 'text-color': look.text },
        },
        {
          id: 'matter',
          type: 'circle',
          source,
          filter: ['!', isMany] as unknown as boolean,
          paint: {
            'circle-radius': 3.6 * u,
            'circle-color': tone,
            'circle-stroke-color': look.ground,
            'circle-stroke-width': 0.8 * u,
          },
        },
      ],
    };
  },
  picks: { matter: { kind: 'incident', id: 'id' } },
  data: ({ rows }) => ({ [source]: incidentData(rows) }),
};
