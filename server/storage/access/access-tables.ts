import type { Generated } from 'kysely';
import type { SourceBounds } from '#shared/access/bounds.ts';
/** Rows of people and tokens. `access/` decides what they mean. */
export interface PersonRow {
  jurisdiction: string;
  id: string;
  login: string;
  name: string;
  role: string;
  /** One of the county's own roles that is made of it. */
  county_role: string | null;
  unit: string | null;
  grids: string[];
  /** The pack's staff id, for those who are listed there. */
  staff: string | null;
  /** What the person is employed as: some steps are for certain posts only. */
  post: string | null;
  /** argon2id. */
  hash: string;
  demo: boolean;
  disabled: boolean;
  made_at: number;
  /** Id of the administrator who made the account; null: the house itself. */
  made_by: string | null;
  /** Secret of the second factor, sealed; null: none. */
  totp: string | null;
  totp_step: number;
  /** SHA-256 of the recovery codes that are left. */
  recovery: string[];
  phone: string | null;
  /** The account opens in [starts_at, ends_at); null: no bound. */
  starts_at: number | null;
  ends_at: number | null;
  /** Keyed hash of the one-time code by which its owner sets a password. */
  code_hash: string | null;
  code_ends: number | null;
  /** The last sign-in. */
  used_at: number | null;
  /** Counts the changes by administrators. */
  version: number;
}
type Later = 'totp' | 'totp_step' | 'recovery' | 'used_at' | 'version';
type Optional = 'county_role' | 'phone' | 'starts_at' | 'ends_at' | 'code_hash' | 'code_ends';
/** A person without a second factor, as one is made. An empty `hash` is no password: nothing opens it but a one-time code. */
export type NewPersonRow = Omit<PersonRow, Later | Optional> & Partial<Pick<PersonRow, Optional>>;
export interface DeviceRow {
  id: string;
  jurisdiction: string;
  /** SHA-256 of the token, hex. */
  hash: string;
  name: string;
  /** What it shows; empty: the whole jurisdiction. */
  grids: string[];
  demo: boolean;
  revoked: boolean;
  made_at: number;
  /** When it was last asked for, to the minute. */
  used_at?: number | null;
}
export interface SourceRow {
  id: string;
  jurisdiction: string;
  hash: string;
  source: string;
  doors: string[];
  /** What it may write and claim; null: everything of the jurisdiction. */
  bounds: SourceBounds | null;
  demo: boolean;
  revoked: boolean;
  made_at: number;
  used_at?: number | null;
}
export interface AccessTables {
  person: PersonRow;
  device_token: Omit<DeviceRow, 'used_at'> & { used_at: Generated<number | null> };
  source_token: Omit<SourceRow, 'used_at'> & { used_at: Generated<number | null> };
}
