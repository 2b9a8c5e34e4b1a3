import type { Database } from '../database.ts';
import type { LedgerRow } from './ledger-row.ts';

/** Reading single entries with what their hashes rest on. */

/** An entry with the hash of the one before it; null when that is gone, or when it is the first. */
export interface ProofRow extends LedgerRow {
  before: string | null;
}

/** All entries about one subject in the order of the ledger. */
export async function readProofRows(
  { pool }: Database,
  jurisdiction: string,
  subject: string,
): Promise<ProofRow[]> {
  const found = await pool.query<ProofRow>({
    name: 'ledger-proof',
    text: `SELECT l.seq, l.at, l.subject, l.version, l.body, l.hash, before.hash AS before
           FROM ledger l LEFT JOIN ledger before
             ON before.jurisdiction = l.jurisdiction AND before.seq = l.seq - 1
           WHERE l.jurisdiction = $1 AND l.subject = $2 ORDER BY l.seq`,
    values: [jurisdiction, subject],
  });
  return found.rows;
}

/** The hashes that stand at these places of a ledger, and its last place; 0 when it is empty. */
export async function readHashes(
  { pool }: Database,
  jurisdiction: string,
  places: readonly number[],
): Promise<{ hashes: Map<number, string>; last: number }> {
  const found = await pool.query<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM ledger WHERE jurisdiction = $1 AND seq = ANY($2::bigint[])',
    [jurisdiction, places],
  );
  const last = await pool.query<{ seq: number | null }>(
    'SELECT max(seq) AS seq FROM ledger WHERE jurisdiction = $1',
    [jurisdiction],
  );
  return { hashes: new Map(found.rows.map(({ seq, hash }) => [seq, hash])), last: last.rows[0]?.seq ?? 0 };
}

/** The first anchor that covers an entry. */
export async function readCover(
  { pool }: Database,
  jurisdiction: string,
  seq: number,
): Promise<{ seq: number; hash: string; at: number } | null> {
  const found = await pool.query<{ seq: number; hash: string; at: number }>(
    'SELECT seq, hash, at FROM anchor WHERE jurisdiction = $1 AND seq >= $2 ORDER BY seq LIMIT 1',
    [jurisdiction, seq],
  );
  return found.rows[0] ?? null;
}
