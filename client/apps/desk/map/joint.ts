import { addTo } from '#shared/kernel/group-by.ts';
import type { PoliceGrid } from '#shared/pack/police.ts';
import type { IncidentRow } from '#shared/views/board.ts';

type Row = Pick<IncidentRow, 'lead' | 'co' | 'grids'>;

/**
 * Joint matters 网格+警格 by beat: those in its cells that the police (the station of a beat, or the bureau it is of) carry together with
 * somebody who is not the police. What the police carry alone is none, and so is what nobody has got yet.
 */
export function jointByBeat<R extends Row>(
  rows: Iterable<R>,
  beats: readonly PoliceGrid[],
  bureauOf: (station: string) => string | undefined,
): Map<string, R[]> {
  const police = new Set(beats.flatMap(({ unit }) => [unit, bureauOf(unit) ?? unit]));
  const beatOf = new Map(beats.flatMap(({ id, grids }) => grids.map((grid): [string, string] => [grid, id])));
  const found = new Map<string, R[]>();
  for (const row of rows) {
    const units = row.lead === null ? row.co : [row.lead, ...row.co];
    if (!units.some((id) => police.has(id)) || units.every((id) => police.has(id))) continue;
    const cell = row.grids.findLast((grid) => beatOf.has(grid));
    const beat = cell === undefined ? undefined : beatOf.get(cell);
    if (beat !== undefined) addTo(found, beat, row);
  }
  return found;
}
