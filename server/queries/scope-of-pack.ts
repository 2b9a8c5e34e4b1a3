import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isNarrow, maySee, seesAll } from '#shared/access/scope.ts';
import type { GrantGround } from '#shared/access/grant.ts';
import type { Point } from '#shared/geo/point.ts';
import { areaOf, type Area } from '#shared/access/area.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
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
  const kind = !may(person, 'see-names') ? 'wall' : may(person, 'open-field') ? 'field' : 'person';
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

/** The first thing that somebody or a screen is tied to and that the pack does not know. */
export function misplaced(
  { units, staff, grid }: LoadedPack,
  ties: { unit?: string | null | undefined; staff?: string | undefined; grids: readonly string[] },
): Refusal | null {
  if (ties.unit != null && !units.has(ties.unit)) return refuse('unknown', 'unknown-unit', 'unit');
  if (ties.staff !== undefined && !staff.has(ties.staff)) return refuse('unknown', 'unknown-staff', 'staff');
  const lost = ties.grids.findIndex((id) => !grid.byId.has(id));
  return lost === -1 ? null : refuse('unknown', 'unknown-grid', `grids.${lost}`);
}

/** The own area as sets; null: all of the jurisdiction. */
export function areaIn(pack: LoadedPack, person: Person): Area | null {
  return areaOf(person, grantGround(pack), {
    grids: pack.grid.byId.keys(),
    units: pack.units.keys(),
    staff: pack.staff.keys(),
  });
}
