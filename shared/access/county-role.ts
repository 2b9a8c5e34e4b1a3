import type { ReasonId } from '../kernel/reasons.ts';
import {
  capabilities,
  capabilitiesOf,
  may,
  rolesWho,
  type Bearer,
  type Capability,
  type Role,
} from './may.ts';

/** A role that a county keeps beside the shipped ones: one of these (`as`) with other capabilities. */
export interface CountyRole {
  id: string;
  as: Role;
  may: readonly Capability[];
  /** The part that its holders must have; missing: any that the shipped one can have. */
  sees?: RoleSight | undefined;
}

/** The whole county; grids that an account names, and what lies in them; what the own unit has a task in, and nothing else. */
export const roleSights = ['whole', 'grids', 'unit'] as const;
export type RoleSight = (typeof roleSights)[number];

/** Shipped roles that a county's own may be made of: those of people whom administrators let in. */
export const countyRoleBases = rolesWho('keep-account').filter((role) => !may({ role }, 'read-audit'));
const administrators = countyRoleBases.filter((role) => may({ role }, 'admit-staff'));

/** What decides which part of the county somebody sees, and that one signs in at all, stays as the shipped role has it. */
const fixed: ReadonlySet<Capability> = new Set<Capability>([
  ...(['see-matters', 'see-whole', 'see-own-reports', 'have-session', 'keep-account'] as const),
]);
/** Letting people in and changing the county stays with those whose role is an administrator's. */
const ofOthers = new Set(
  countyRoleBases.filter((role) => !administrators.includes(role)).flatMap((role) => capabilitiesOf(role)),
);

/** What a role of the county's own may be given that is made of this one. */
export function givableIn(as: Role): Capability[] {
  const own = new Set(capabilitiesOf(as));
  return capabilities.filter((one) => !fixed.has(one) && (own.has(one) || ofOthers.has(one)));
}
/** What it has whatever is said of it. */
export const fixedIn = (as: Role): Capability[] => capabilitiesOf(as).filter((one) => fixed.has(one));

/**
 * Which parts a role of the county's own can be bound to. Without grids the one sees the whole county by its shipped role, the other what
 * its unit does: that stays, and so nobody sees more by such a role than by the shipped one.
 */
export const sightsIn = (as: Role): RoleSight[] =>
  may({ role: as }, 'see-whole') ? ['whole', 'grids'] : ['grids', 'unit'];
/** Why an account cannot have a role that asks for another part. */
export const sightReasons = {
  whole: 'role-sight-whole',
  grids: 'role-sight-grids',
  unit: 'role-sight-unit',
} as const satisfies Record<RoleSight, ReasonId>;
/** Whether an account has the part that its role asks for. */
export function hasSight(
  { sees }: Pick<CountyRole, 'sees'>,
  { grids, unit }: { grids: readonly string[]; unit?: string | null | undefined },
): boolean {
  if (sees === undefined) return true;
  return sees === 'grids' ? grids.length > 0 : grids.length === 0 && (sees === 'whole' || unit != null);
}

/** What somebody holds by such a role. */
export function holdsOf({ as, may: given }: CountyRole): Capability[] {
  const givable = new Set(givableIn(as));
  return [...fixedIn(as), ...given.filter((one) => givable.has(one))];
}

/**
 * Whether somebody may write such a role, or give it: whoever holds one of the county's own gives nothing that goes beyond it, so that
 * nobody widens the own role, or makes an administrator who holds more.
 */
export function isWithin(granter: Bearer, given: readonly Capability[]): boolean {
  return granter.holds === undefined || given.every((one) => may(granter, one));
}

/** What one of a role holds, by its county's own where there is one. */
export const heldBy = ({ role, holds }: Bearer): readonly Capability[] => holds ?? capabilitiesOf(role);
