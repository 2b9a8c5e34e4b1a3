import type { RoleSight } from '../access/county-role.ts';
import type { Role } from '../access/may.ts';
import type { Post } from '../access/post.ts';
import type { Zoned } from '../clock/zone.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { Names } from './names.ts';
import type { PhoneForms } from './phone.ts';

/** An account as a sheet can make or change it. Dates: from when and until when it opens, ms since 1970; null: no bound. */
export interface Account {
  login: string;
  name: string;
  role: Role;
  /** The role of the county's own that is given with it. */
  countyRole: string | null;
  unit: string | null;
  post: Post | null;
  grids: string[];
  staff: string | null;
  phone: string | null;
  from: number | null;
  until: number | null;
  disabled: boolean;
}
/** What a sheet is held against. */
export interface StaffingGround extends PhoneForms {
  unit: Names;
  grid: Names;
  /** Roles that the county keeps beside the shipped ones. */
  roles: readonly OwnRole[];
  /** Whether the jurisdiction's list of staff has this number. */
  isStaff(staff: string): boolean;
  /** Accounts that are there, by login and by staff number. */
  byLogin(login: string): Account | undefined;
  byStaff(staff: string): Account | undefined;
  /** Whether an account of another login has this id. */
  isTaken(id: string): boolean;
  /** Why the importer may not grant this; null when it may. */
  whyNot(account: Account): Refusal | null;
  /** The importer's own login. */
  self: string;
  /** The county's time. */
  time: Zoned;
}

/** A role of the county's own: what sheets call it, and the shipped one that it is made of. */
export interface OwnRole {
  id: string;
  as: Role;
  names: readonly string[];
  sees?: RoleSight | undefined;
}
