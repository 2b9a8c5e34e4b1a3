import type { Incident } from '#shared/incident/incident.ts';
import type { LoadedPack } from './loaded.ts';

/** The first of the staff of the innermost grid that has any. */
export function responsibleOf(pack: LoadedPack, grids: readonly string[]): Incident['responsible'] {
  for (const grid of grids.toReversed()) {
    const [first] = pack.staffOf(grid);
    if (first) return { staff: first.id, name: first.name, post: first.post };
  }
  return undefined;
}
