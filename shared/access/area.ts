import { whyOutside, type Grant, type GrantGround } from './grant.ts';
import type { Person } from './person.ts';
import { isNarrow } from './scope.ts';

/** What of a jurisdiction is somebody's own, one by one: grids, units and staff. */
export interface Area {
  grids: ReadonlySet<string>;
  units: ReadonlySet<string>;
  staff: ReadonlySet<string>;
}
/** All ids that a jurisdiction has. */
export interface AllIds {
  grids: Iterable<string>;
  units: Iterable<string>;
  staff: Iterable<string>;
}

/**
 * The own area as sets, for lists that a database narrows; null: the whole jurisdiction. `whyOutside` is asked about each grid, unit
 * and member of staff, so there is one judge and this only remembers its answers.
 */
export function areaOf(
  granter: Pick<Person, 'grids' | 'unit'>,
  ground: GrantGround,
  all: AllIds,
): Area | null {
  if (granter.grids.length === 0) return null;
  const lies = (given: Omit<Grant, 'role'>): boolean =>
    whyOutside(granter, { role: 'handler', ...given }, ground) === null;
  const grids = new Set([...all.grids].filter((grid) => lies({ grids: [grid] })));
  const units = new Set([...all.units].filter((unit) => lies({ grids: [], unit })));
  if (granter.unit !== undefined) units.add(granter.unit);
  // Asked together with a grid or a unit that lies inside, so that the answer is about the member of staff alone.
  const [unit] = units;
  const inside = { grids: [...grids].slice(0, 1), unit };
  const staff = new Set([...all.staff].filter((one) => lies({ ...inside, staff: one })));
  return { grids, units, staff };
}

/** Whether what was granted lies in the area; the same answer as `whyOutside` gives. */
export function liesIn(area: Area | null, { role, grids, unit, staff }: Grant): boolean {
  if (area === null) return true;
  if (grids.length === 0 && !(isNarrow({ role }) && unit != null)) return false;
  return (
    grids.every((grid) => area.grids.has(grid)) &&
    (unit == null || area.units.has(unit)) &&
    (staff == null || area.staff.has(staff))
  );
}
