import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { IncidentRow } from '#shared/views/board.ts';
import type { Geodata } from '../geodata.ts';
import type { Look } from '../../styles/look.ts';

/** Open incidents of a level-2 grid from which each step of the fill begins, and how much teal it is. */
export const fillSteps: readonly (readonly [from: number, share: number])[] = [
  [1, 0.16],
  [2, 0.28],
  [3, 0.4],
  [5, 0.54],
];

export const gridSource = 'grid';

export function gridSources(geodata: Geodata): Record<string, SourceSpecification> {
  return { [gridSource]: { type: 'geojson', data: geodata.l2, promoteId: 'id' } };
}

/** The count of a cell is its feature state `open`, so that a change repaints and never cuts tiles again. */
export function gridLayers(look: Look): LayerSpecification[] {
  const count = ['coalesce', ['feature-state', 'open'], 0];
  const opacity = ['step', count, 0, ...fillSteps.flat()] as unknown as number;
  return [
    {
      id: 'grid-fill',
      type: 'fill',
      source: gridSource,
      paint: { 'fill-color': look.teal, 'fill-opacity': opacity, 'fill-antialias': false },
    },
  ];
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
