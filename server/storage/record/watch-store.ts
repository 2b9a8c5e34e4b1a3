import type { OpenMatter } from '#shared/watch/matters.ts';
import type { Matters } from '#shared/watch/watch.ts';
import type { Database } from '../database.ts';
import type { LedgerRow } from './ledger-row.ts';

/** What is open in a jurisdiction. */
export interface OpenMatters {
  incidents: OpenMatter[];
  warnings: Matters['warnings'];
}

/** Reads what a hand-over tells of. */
export async function readOpenMatters({ pool }: Database, jurisdiction: string): Promise<OpenMatters> {
  const incidents = await pool.query<OpenMatter>(
    `SELECT id, queue, urgent, overdue, supervised, due_at AS "dueAt" FROM incident
     WHERE jurisdiction = $1 AND open`,
    [jurisdiction],
  );
  const warnings = await pool.query<{ id: string }>(
    "SELECT id FROM warning WHERE jurisdiction = $1 AND NOT released AND state ? 'issuedAt' ORDER BY id",
    [jurisdiction],
  );
  return { incidents: incidents.rows, warnings: warnings.rows.map(({ id }) => id) };
}

/** The last entries about a subject before a version, in order. */
export async function readLastEntries(
  { pool }: Database,
  jurisdiction: string,
  subject: string,
  before: number,
  limit: number,
): Promise<LedgerRow[]> {
  const found = await pool.query<LedgerRow>(
    `SELECT seq, at, subject, version, body, hash FROM ledger
     WHERE jurisdiction = $1 AND subject = $2 AND version < $3 ORDER BY version DESC LIMIT $4`,
    [jurisdiction, subject, before, limit],
  );
  return found.rows.reverse();
}
