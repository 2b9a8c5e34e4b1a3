import { may, type Role } from './may.ts';
import type { Person } from './person.ts';

/** Where a thing lies and whom it concerns: what a scope is held against. */
export interface Concern {
  /** Grid chain of its place. */
  grids: readonly string[];
  /** Units with a task in it. */
  units: readonly string[];
  /** Id of the one who reported it. */
  reporter?: string;
}

/**
 * Whether a person may see something; what is not allowed here is not shown, sent or changed anywhere. Of the person's own
 * jurisdiction only: the caller has checked that.
 *
 * - What the own unit has a task in is seen by all who act for that unit.
 * - Officers, leaders, administrators and walls see their grids; without grids, the whole jurisdiction.
 * - Handlers and field staff see their grids; without grids, nothing more than the tasks of their unit.
 * - Citizens see what they reported. Sources only send; auditors see who came in and who was let in, and no matter.
 */
export function maySee(person: Person, concern: Concern): boolean {
  if (may(person, 'see-own-reports')) return concern.reporter !== undefined && concern.reporter === person.id;
  if (!may(person, 'see-matters')) return false;
  if (person.unit !== undefined && concern.units.includes(person.unit)) return true;
  return seesAll(person) || concern.grids.some((grid) => person.grids.includes(grid));
}

/** Whether a person sees everything of the jurisdiction, so that nothing need be looked up. */
export function seesAll(person: Pick<Person, 'role' | 'grids'>): boolean {
  return person.grids.length === 0 && may(person, 'see-whole');
}

/** Whether somebody without grids sees what the own unit has a task in, and nothing else. */
export function isNarrow(one: { role: Role }): boolean {
  return may(one, 'see-matters') && !may(one, 'see-whole');
}
