import type { SourceBounds } from '#shared/access/bounds.ts';
/** Rows of people and tokens. `access/` decides what they mean. */
export interface PersonRow {
  jurisdiction: string;
  id: string;
  login: string;
  name: string;
  role: string;
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
}
/** A person without a second factor, as one is made. */
export type NewPersonRow = Omit<PersonRow, 'totp' | 'totp_step' | 'recovery'>;
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
}
export interface AccessTables {
  person: PersonRow;
  device_token: DeviceRow;
  source_token: SourceRow;
}
