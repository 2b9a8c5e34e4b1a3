import { refuse, type Refusal } from '../kernel/refusal.ts';
import { heldBy, isWithin } from './county-role.ts';
import { may, mayAdmit, type Capability, type Role } from './may.ts';
import type { Person } from './person.ts';
import { isNarrow } from './scope.ts';

/** What is granted, or was: a role, the part it is for, and what the one is tied to. */
export interface Grant {
  role: Role;
  /** What the county's own role holds that is given with it. */
  holds?: readonly Capability[] | undefined;
  /** Empty: the whole jurisdiction, or for handlers and field staff nothing but the tasks of their unit. */
  grids: readonly string[];
  unit?: string | null | undefined;
  staff?: string | null | undefined;
}
/** Where things lie: the grid with all that hold it, the widest first; empty for what lies in none. */
export interface GrantGround {
  chainOf(grid: string): readonly string[];
  gridOfUnit(unit: string): string | undefined;
  staffOf(staff: string): { grid?: string | undefined; unit?: string | undefined } | undefined;
}

/**
 * Administrators admit people, screens and sources, and never those who watch over them: auditors are admitted by auditors (三员分立).
 * Why somebody may not grant this; null when it is within what the granter holds: role, area and unit.
 */
export function whyNotGrant(granter: Person, given: Grant, ground: GrantGround): Refusal | null {
  if (!mayAdmit(granter, given.role))
    return refuse('forbidden', 'role-does-not-grant', { role: granter.role, given: given.role }, 'role');
  // Another administrator, at most with what the granter holds.
  if (may(given, 'admit-staff') && !isWithin(granter, heldBy(given)))
    return refuse('forbidden', 'role-beyond-own', 'role');
  return whyOutside(granter, given, ground);
}

/** The same without the look at the role: whether it lies in the own area. */
export function whyOutside(
  granter: Pick<Person, 'grids' | 'unit'>,
  given: Grant,
  ground: GrantGround,
): Refusal | null {
  if (granter.grids.length === 0) return null;
  const holds = (grid: string): boolean => ground.chainOf(grid).some((one) => granter.grids.includes(one));
  const isMine = (unit: string): boolean => unit === granter.unit || holds(ground.gridOfUnit(unit) ?? '');
  if (given.grids.length === 0 && !(isNarrow(given) && given.unit != null))
    return refuse('forbidden', 'name-own-grids', 'grids');
  const outside = given.grids.findIndex((grid) => !holds(grid));
  if (outside !== -1) return refuse('forbidden', 'grid-outside-area', `grids.${outside}`);
  if (given.unit != null && !isMine(given.unit)) return refuse('forbidden', 'unit-outside-area', 'unit');
  if (given.staff == null) return null;
  const { grid, unit } = ground.staffOf(given.staff) ?? {};
  const isNear = (grid !== undefined && holds(grid)) || (unit !== undefined && isMine(unit));
  return isNear ? null : refuse('forbidden', 'staff-outside-area', 'staff');
}
