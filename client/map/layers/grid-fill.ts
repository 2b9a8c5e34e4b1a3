import type { IncidentRow } from '#shared/views/board.ts';
import type { Geodata } from '../geodata.ts';
import { noFeatures, type MapLayer } from '../map-layer.ts';

/** How much teal each step of the fill is, the fewest incidents first. */
export const fillShares = [0.13, 0.25, 0.4, 0.6] as const;
/** Shares of the cells with anything open that lie below the second, third and fourth step. */
const quantiles = [0.4, 0.75, 0.92];
const source = 'grid';

/** Cells of level 2, filled by how many incidents are open in them; marks are these counts by cell. */
export const gridLayer: MapLayer<{ geodata: Geodata }, ReadonlyMap<string, number>> = {
  id: 'grid',
  sources: { [source]: { type: 'geojson', data: noFeatures, promoteId: 'id' } },
  layers: (look) => ({
    fill: [
      {
        id: 'grid-fill',
        type: 'fill',
        source,
        paint: {
          'fill-color': look.teal,
          'fill-opacity': ['coalesce', ['feature-state', 'share'], 0],
          'fill-antialias': false,
        },
      },
    ],
  }),
  picks: { 'grid-fill': { kind: 'grid', id: 'id' } },
  data: ({ geodata }) => ({ [source]: geodata.l2 }),
  states: (counts) => ({ source, key: 'share', values: fillByCell(counts), missing: 0 }),
};

/** How much each cell with a count is filled. */
export function fillByCell(counts: ReadonlyMap<string, number>): Map<string, number> {
  const breaks = fillBreaks(counts);
  const step = (count: number): number => breaks.findLastIndex((from) => count >= from);
  return new Map([...counts].map(([cell, count]) => [cell, fillShares[step(count)] ?? 0]));
}

/**
 * Counts from which each step begins. They follow the quantiles of the present counts: a county with one open incident
 * in a village and one with fifty are both read at a glance. Strictly rising whole numbers, the first is 1.
 */
export function fillBreaks(counts: ReadonlyMap<string, number>): number[] {
  const sorted = [...counts.values()].filter((count) => count > 0).sort((a, b) => a - b);
  const breaks = [1];
  for (const share of quantiles) {
    const at = sorted[Math.floor(share * sorted.length)] ?? 0;
    breaks.push(Math.max(at, (breaks.at(-1) ?? 0) + 1));
  }
  return breaks;
}

/** Open incidents by level-2 grid. An incident outside every grid counts nowhere on the map. */
export function openByGrid(incidents: Iterable<IncidentRow>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { grids } of incidents) {
    const cell = grids[1];
    if (cell !== undefined) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts;
}
