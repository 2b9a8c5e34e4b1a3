import type { Incident } from '#shared/incident/incident.ts';
import type { Answering } from '#shared/responsibility/matrix.ts';
import { dedicatedAt } from '#shared/responsibility/place.ts';
import type { LoadedPack } from './loaded.ts';

/** Who leads and who helps with a matter where it is: the matrix asked for its grids and the dedicated ones that cover it. */
export function answeringAt(
  pack: LoadedPack,
  { item, grids, place }: Pick<Incident, 'item' | 'grids' | 'place'>,
): Answering[] {
  const covering = dedicatedAt(pack.pack.dedicated ?? [], place).map(({ id }) => id);
  return pack.matrix.responsibleUnits([...grids, ...covering], item);
}

/** The first of the staff of the innermost grid that has any. */
export function responsibleOf(pack: LoadedPack, grids: readonly string[]): Incident['responsible'] {
  for (const grid of grids.toReversed()) {
    const [first] = pack.staffOf(grid);
    if (first) return { staff: first.id, name: first.name, post: first.post };
  }
  return undefined;
}
