import type { Geodata } from '../geodata.ts';
import { noFeatures, type MapLayer } from '../map-layer.ts';

const source = 'tower';
/** The highest tower stands so many metres over the land: a county is some forty kilometres wide. */
const highestM = 6_500;

/** How high each cell with something open stands: the most is the highest, the others by the root of their share, so that few are seen. */
export function towerHeights(counts: ReadonlyMap<string, number>): Map<string, number> {
  const most = Math.max(1, ...counts.values());
  return new Map([...counts].map(([cell, count]) => [cell, Math.round(highestM * Math.sqrt(count / most))]));
}

/** Cells of level 2 as towers by how much is open in them; marks are these counts by cell. */
export const towerLayer: MapLayer<{ geodata: Pick<Geodata, 'l2'> }, ReadonlyMap<string, number>> = {
  id: 'tower',
  sources: { [source]: { type: 'geojson', data: noFeatures, promoteId: 'id' } },
  layers: (look) => ({
    land: [
      {
        id: 'tower',
        type: 'fill-extrusion',
        source,
        paint: {
          'fill-extrusion-height': ['coalesce', ['feature-state', 'height'], 0],
          'fill-extrusion-color': [
            'interpolate',
            ['linear'],
            ['coalesce', ['feature-state', 'height'], 0],
            0,
            look.land,
            highestM * 0.3,
            look.tealDim,
            highestM,
            look.teal,
          ] as unknown as string,
          'fill-extrusion-opacity': 0.88,
          'fill-extrusion-vertical-gradient': true,
        },
      },
    ],
  }),
  data: ({ geodata }) => ({ [source]: geodata.l2 }),
  states: (counts) => ({ source, key: 'height', values: towerHeights(counts), missing: 0 }),
};
