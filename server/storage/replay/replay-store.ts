import type { Database } from '../database.ts';

/** What the state at an instant of the past is read from, beside the ledger's own reads. */
export interface ReplayStore {
  /** The last entry at or before an instant; null when there is none. Instants of entries never go back. */
  headAt(jurisdiction: string, at: number): Promise<{ seq: number; at: number; hash: string } | null>;
  /**
   * Subjects that may have lived at an instant: every incident that was open then or has ended or closed since `since`, closed and not
   * archived since `finishingSince`; every warning that was in effect; the watch. A few more do no harm, one too few would.
   */
  livingAt(jurisdiction: string, at: number, since: number, finishingSince: number): Promise<string[]>;
  /** The last checkpoint of this form at or before an entry. */
  checkpoint(jurisdiction: string, form: string, upTo: number): Promise<StoredCheckpoint | null>;
  /** Whether there is one of exactly this entry. */
  isKept(jurisdiction: string, form: string, seq: number): Promise<boolean>;
  keep(jurisdiction: string, form: string, checkpoint: StoredCheckpoint): Promise<void>;
  /** Forgets those of other forms, and those before an instant. */
  forget(jurisdiction: string, form: string, before: number): Promise<void>;
}
export interface StoredCheckpoint {
  seq: number;
  at: number;
  body: Buffer;
}

/** Opens the store; the table comes from migration 029. */
export function openReplayStore({ pool }: Pick<Database, 'pool'>): ReplayStore {
  return {
    async headAt(jurisdiction, at) {
      const found = await pool.query<{ seq: number; at: number; hash: string }>(headAtQuery, [
        jurisdiction,
        at,
      ]);
      return found.rows[0] ?? null;
    },
    async livingAt(...asked) {
      return (await pool.query<{ id: string }>(livingQuery, asked)).rows.map(({ id }) => id);
    },
    async checkpoint(jurisdiction, form, upTo) {
      const found = await pool.query<StoredCheckpoint>(
        `SELECT seq, at, body FROM replay_checkpoint
         WHERE jurisdiction = $1 AND seq <= $3 AND form = $2 ORDER BY seq DESC LIMIT 1`,
        [jurisdiction, form, upTo],
      );
      return found.rows[0] ?? null;
    },
    async isKept(...asked) {
      const found = await pool.query(
        'SELECT 1 FROM replay_checkpoint WHERE jurisdiction = $1 AND form = $2 AND seq = $3',
        asked,
      );
      return found.rows.length > 0;
    },
    async keep(jurisdiction, form, { seq, at, body }) {
      await pool.query(
        `INSERT INTO replay_checkpoint (jurisdiction, seq, at, form, body) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (jurisdiction, seq) DO UPDATE SET at = excluded.at, form = excluded.form, body = excluded.body`,
        [jurisdiction, seq, at, form, body],
      );
    },
    async forget(jurisdiction, form, before) {
      await pool.query('DELETE FROM replay_checkpoint WHERE jurisdiction = $1 AND (form <> $2 OR at < $3)', [
        jurisdiction,
        form,
        before,
      ]);
    },
  };
}

/** Halves the ledger some twenty times: it needs no index over instants, which every order would have to write. */
const headAtQuery = `
  WITH RECURSIVE half (low, high) AS (
    SELECT coalesce((SELECT max(last) FROM ledger_volume WHERE jurisdiction = $1 AND bound), 0),
      (SELECT seq FROM jurisdiction WHERE id = $1)
    UNION ALL
    SELECT CASE WHEN m.at <= $2 THEN m.seq ELSE half.low END, CASE WHEN m.at <= $2 THEN half.high ELSE m.seq - 1 END
    FROM half CROSS JOIN LATERAL (
      SELECT l.seq, l.at FROM ledger l WHERE l.jurisdiction = $1 AND l.seq = (half.low + half.high + 1) / 2
    ) m
    WHERE half.low < half.high
  )
  SELECT l.seq, l.at, l.hash FROM half JOIN ledger l ON l.jurisdiction = $1 AND l.seq = half.low
  WHERE half.low = half.high AND l.at <= $2`;

// What ended without being closed (void, merged, not filed) has its last instant in its state alone.
const livingQuery = `
  SELECT id FROM incident WHERE jurisdiction = $1 AND open AND reported_at <= $2
  UNION ALL
  SELECT id FROM incident WHERE jurisdiction = $1 AND NOT open AND reported_at <= $2 AND closed_at IS NOT NULL AND (
    greatest(closed_at, reported_at, due_at) >= $3
    OR (closed_at >= $4 AND (archived_at IS NULL OR archived_at > $2))
  )
  UNION ALL
  SELECT id FROM incident WHERE jurisdiction = $1 AND NOT open AND reported_at <= $2 AND closed_at IS NULL AND
    greatest(reported_at, due_at, (state ->> 'nodeSince')::bigint) >= $3
  UNION ALL
  SELECT id FROM warning WHERE jurisdiction = $1
    AND coalesce(state #>> '{proposed,at}', state ->> 'proposedAt', state ->> 'issuedAt')::bigint <= $2
    AND (NOT released OR coalesce(state ->> 'releasedAt', state #>> '{rejected,at}')::bigint > $2)
  UNION ALL
  SELECT state ->> 'id' FROM watch WHERE jurisdiction = $1`;
