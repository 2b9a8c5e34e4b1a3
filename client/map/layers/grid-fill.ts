import type {
  DataDrivenPropertyValueSpecification,
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
} from '@maplibre/maplibre-gl-style-spec';
import type { IncidentRow } from '#shared/views/board.ts';
import type { Geodata } from '../geodata.ts';
import type { Look } from '../../styles/look.ts';

/** How much teal each step of the fill is, the fewest incidents first. */
export const fillShares = [0.09, 0.19, 0.31, 0.46] as const;
/** Shares of the cells with anything open that lie below the second, third and fourth step. */
const quantiles = [0.4, 0.75, 0.92];

export const gridSource = 'grid';
export const gridLayer = 'grid-fill';

export function gridSources(geodata: Geodata): Record<string, SourceSpecification> {
  return { [gridSource]: { type: 'geojson', data: geodata.l2, promoteId: 'id' } };
}

/** The count of a cell is its feature state `open`, so that a change repaints and never cuts tiles again. */
export function gridLayers(look: Look): LayerSpecification[] {
  return [
    {
      id: gridLayer,
      type: 'fill',
      source: gridSource,
      paint: {
        'fill-color': look.teal,
        'fill-opacity': fillOpacity(fillBreaks(new Map())),
        'fill-antialias': false,
      },
    },
  ];
}

/** The fill's opacity for cells whose count reaches each of the four breaks. */
export function fillOpacity(breaks: readonly number[]): DataDrivenPropertyValueSpecification<number> {
  const count: ExpressionSpecification = ['coalesce', ['feature-state', 'open'], 0];
  return [
    'step',
    count,
    0,
    ...breaks.flatMap((from, i) => [from, fillShares[i] ?? 0]),
  ] as ExpressionSpecification;
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

/** Cells whose count differs, with the new count; cells that fell to nothing are among them. */
export function countChanges(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Map<string, number> {
  const changes = new Map<string, number>();
  for (const [cell, count] of after) if (before.get(cell) !== count) changes.set(cell, count);
  for (const cell of before.keys()) if (!after.has(cell)) changes.set(cell, 0);
  return changes;
}
