import type { Incident } from '#shared/incident/incident.ts';
import type { WarningState } from '#shared/warning/warning.ts';
import type { Watch } from '#shared/watch/watch.ts';
import type { Database } from '../database.ts';
import type { LedgerRow } from './ledger-row.ts';
import { inTransaction, snapshot } from '../transaction.ts';

/** Reading the record lane. */

/**
 * Makes a jurisdiction known to the ledger when it is new. The answer is its ordinal, its number in the tables of the hot
 * lane; it never changes.
 */
export async function ensureJurisdiction({ pool }: Database, id: string, firstHash: string): Promise<number> {
  for (;;) {
    const found = await pool.query<{ ordinal: number }>('SELECT ordinal FROM jurisdiction WHERE id = $1', [
      id,
    ]);
    if (found.rows[0]) return found.rows[0].ordinal;
    // Two nodes may choose the same ordinal: one of them adds nothing and looks again.
    await pool.query(
      `INSERT INTO jurisdiction (id, ordinal, seq, hash, at, day, serial)
       SELECT $1, coalesce(max(ordinal) + 1, 0), 0, $2, 0, '', 0 FROM jurisdiction ON CONFLICT DO NOTHING`,
      [id, firstHash],
    );
  }
}

const columns = 'seq, at, subject, version, body, hash';

/** Entries after `seq`, in order, at most `limit`. */
export async function readEntries(
  { pool }: Database,
  jurisdiction: string,
  after: number,
  limit: number,
): Promise<LedgerRow[]> {
  const found = await pool.query<LedgerRow>({
    name: 'ledger-read',
    text: `SELECT ${columns} FROM ledger WHERE jurisdiction = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    values: [jurisdiction, after, limit],
  });
  return found.rows;
}

/** All entries about one subject, in the order of the ledger, which is that of its versions. */
export async function readSubjectEntries(
  { pool }: Database,
  jurisdiction: string,
  subject: string,
): Promise<LedgerRow[]> {
  const found = await pool.query<LedgerRow>({
    name: 'ledger-subject',
    text: `SELECT ${columns} FROM ledger WHERE jurisdiction = $1 AND subject = $2 ORDER BY seq`,
    values: [jurisdiction, subject],
  });
  return found.rows;
}

/** Whole histories of subjects up to an entry, in the order of the ledger. */
export async function readHistories(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  subjects: readonly string[],
  upTo: number,
): Promise<LedgerRow[]> {
  const found = await pool.query<LedgerRow>(
    `SELECT ${columns} FROM ledger
     WHERE jurisdiction = $1 AND subject = ANY($2::text[]) AND seq <= $3 ORDER BY seq`,
    [jurisdiction, subjects, upTo],
  );
  return found.rows;
}

/** Null when the jurisdiction is not known to the ledger. */
export async function readHead(
  { pool }: Database,
  jurisdiction: string,
): Promise<{ seq: number; hash: string } | null> {
  const text = 'SELECT seq, hash FROM jurisdiction WHERE id = $1';
  const found = await pool.query<{ seq: number; hash: string }>(text, [jurisdiction]);
  return found.rows[0] ?? null;
}

/** The ninth ring of an archived incident is closed here: by the first anchor that covers its last entry. */
export async function readIncident(
  { pool }: Database,
  jurisdiction: string,
  id: string,
): Promise<Incident | null> {
  const found = await pool.query<{ state: Incident; anchoredAt: number | null }>({
    name: 'incident-read',
    text: incidentQuery,
    values: [jurisdiction, id],
  });
  const row = found.rows[0];
  if (!row) return null;
  const { state, anchoredAt } = row;
  return anchoredAt === null ? state : { ...state, rings: [...state.rings.slice(0, 8), anchoredAt] };
}
const incidentQuery = `
  SELECT state, CASE WHEN archived_at IS NOT NULL THEN (
    SELECT at FROM anchor WHERE jurisdiction = $1
      AND seq >= coalesce((SELECT max(seq) FROM ledger WHERE jurisdiction = $1 AND subject = $2),
        (SELECT seq FROM ledger_bound WHERE jurisdiction = $1 AND subject = $2))
    ORDER BY seq LIMIT 1
  ) END AS "anchoredAt"
  FROM incident WHERE jurisdiction = $1 AND id = $2`;

const livingIncidents = `SELECT state FROM incident WHERE jurisdiction = $1 AND open
  UNION ALL SELECT state FROM incident WHERE jurisdiction = $1 AND NOT open AND
    greatest(reported_at, accepted_at, filed_at, due_at, handling_due_at, handled_at, closed_at, evaluated_at) >= $2
  UNION ALL SELECT state FROM incident WHERE jurisdiction = $1 AND NOT open AND ended IS NULL AND closed_at >= $3 AND
    greatest(reported_at, accepted_at, filed_at, due_at, handling_due_at, handled_at, closed_at, evaluated_at) < $2`;

/** One snapshot of everything that still lives, with the ledger entry it is up to. */
export async function readLiving(
  { pool }: Database,
  jurisdiction: string,
  since: number,
  finishingSince: number,
): Promise<{ seq: number; incidents: Incident[]; warnings: WarningState[]; watch: Watch | null }> {
  return inTransaction(
    pool,
    async (client) => {
      const head = await client.query<{ seq: number }>('SELECT seq FROM jurisdiction WHERE id = $1', [
        jurisdiction,
      ]);
      const incidents = await client.query<{ state: Incident }>(livingIncidents, [
        jurisdiction,
        since,
        finishingSince,
      ]);
      const warnings = await client.query<{ state: WarningState }>(
        'SELECT state FROM warning WHERE jurisdiction = $1 AND NOT released ORDER BY id',
        [jurisdiction],
      );
      const watch = await client.query<{ state: Watch }>('SELECT state FROM watch WHERE jurisdiction = $1', [
        jurisdiction,
      ]);
      return {
        seq: head.rows[0]?.seq ?? 0,
        incidents: incidents.rows.map(({ state }) => state),
        warnings: warnings.rows.map(({ state }) => state),
        watch: watch.rows[0]?.state ?? null,
      };
    },
    snapshot,
  );
}

/** The incidents that time may do something to: open ones, and those in `nodes`; with the ledger entry they are up to. */
export async function readTicking(
  { pool }: Database,
  jurisdiction: string,
  nodes: readonly string[],
): Promise<{ seq: number; incidents: Incident[] }> {
  const found = await pool.query<{ seq: number; incidents: Incident[] }>(
    `SELECT seq, (
       SELECT coalesce(json_agg(state), '[]') FROM (
         SELECT state FROM incident WHERE jurisdiction = $1 AND open
         UNION ALL
         SELECT state FROM incident
         WHERE jurisdiction = $1 AND NOT open AND ended IS NULL AND node = ANY($2::text[])
       ) ticking
     ) AS incidents
     FROM jurisdiction WHERE id = $1`,
    [jurisdiction, nodes],
  );
  return found.rows[0] ?? { seq: 0, incidents: [] };
}

/** Writes down the head as it is now; nothing when it is anchored already. */
export async function writeAnchor(
  { pool }: Database,
  jurisdiction: string,
  at: number,
): Promise<{ seq: number; hash: string } | null> {
  const made = await pool.query<{ seq: number; hash: string }>(
    `INSERT INTO anchor (jurisdiction, seq, hash, at)
     SELECT id, seq, hash, $2 FROM jurisdiction WHERE id = $1 AND seq > 0
     ON CONFLICT DO NOTHING RETURNING seq, hash`,
    [jurisdiction, at],
  );
  return made.rows[0] ?? null;
}

/** Every jurisdiction that the ledger knows. */
export async function readJurisdictions({ pool }: Database): Promise<string[]> {
  return (await pool.query<{ id: string }>('SELECT id FROM jurisdiction ORDER BY id')).rows.map(
    ({ id }) => id,
  );
}

/** When an anchor first covered an entry; null while none does. */
export async function readAnchoredAt(
  { pool }: Database,
  jurisdiction: string,
  seq: number,
): Promise<number | null> {
  const text = 'SELECT min(at) AS at FROM anchor WHERE jurisdiction = $1 AND seq >= $2';
  return (await pool.query<{ at: number | null }>(text, [jurisdiction, seq])).rows[0]?.at ?? null;
}

/** Anchors in the order of their entries. */
export async function readAnchors(
  { pool }: Database,
  jurisdiction: string,
): Promise<{ seq: number; hash: string; at: number }[]> {
  const text = 'SELECT seq, hash, at FROM anchor WHERE jurisdiction = $1 ORDER BY seq';
  return (await pool.query<{ seq: number; hash: string; at: number }>(text, [jurisdiction])).rows;
}

/** Forgets idempotency keys used before `before`; nobody sends a command again after so long. */
export async function dropKeys({ pool }: Database, jurisdiction: string, before: number): Promise<void> {
  await pool.query('DELETE FROM command_key WHERE jurisdiction = $1 AND at < $2', [jurisdiction, before]);
}
