import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isNarrow, maySee, seesAll } from '#shared/access/scope.ts';
import type { GrantGround } from '#shared/access/grant.ts';
import type { Point } from '#shared/geo/point.ts';
import { chainTo } from '#shared/grid/chain.ts';
import type { Staff } from '#shared/pack/schema.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** What of a pack a person may have: things by the grid they lie in, people by the grid or the unit they are of. */

/** Whether a thing at this place lies in the asker's part. */
export function seesPlace(pack: LoadedPack, person: Person, place: Point): boolean {
  return seesAll(person) || maySee(person, { grids: pack.grid.locate(place).map(({ id }) => id), units: [] });
}

/** Whether a member of staff is of the asker's part: of its grids, or of the own unit. */
export function seesStaff(
  pack: LoadedPack,
  person: Person,
  { grid, unit }: Pick<Staff, 'grid' | 'unit'>,
): boolean {
  const grids = grid === undefined ? [] : chainTo(pack.grid, grid).map(({ id }) => id);
  return maySee(person, { grids, units: unit === undefined ? [] : [unit] });
}

/** Two people with the same key see the same of a pack. */
export function partKey(person: Person): string {
  const kind = !may(person, 'see-names') ? 'wall' : 'person';
  return seesAll(person)
    ? `${kind} all`
    : `${kind} ${person.grids.toSorted().join(' ')} ${person.unit ?? ''} ${isNarrow(person)}`;
}

/** Where grids, units and staff of a pack lie. */
export function grantGround({ grid, units, staff }: LoadedPack): GrantGround {
  return {
    chainOf: (id) => chainTo(grid, id).map((cell) => cell.id),
    gridOfUnit: (id) => units.get(id)?.grid,
    staffOf: (id) => staff.get(id),
  };
}
