import type { Database } from '../database.ts';

/** A system's wish for a set of data, with what became of it. */
export interface RequestRow {
  id: string;
  set: string;
  system: string;
  fields: readonly string[];
  perDay: number;
  why: string;
  askedAt: number;
  /** Null: nobody has decided yet. */
  granted: boolean | null;
  decidedAt: number | null;
  decidedName: string | null;
  decidedWhy: string | null;
  endedAt: number | null;
}
export interface CallSums {
  request: string;
  day: number;
  calls: number;
  refused: number;
  rows: number;
  lastAt: number;
}
export type DataStore = ReturnType<typeof openDataStore>;

const columns = `id, set_id AS "set", system, fields, per_day AS "perDay", why, asked_at AS "askedAt", granted,
  decided_at AS "decidedAt", decided_name AS "decidedName", decided_why AS "decidedWhy", ended_at AS "endedAt"`;

/** Requests for sets of data, and the calls that were made on them. */
export const openDataStore = (database: Pick<Database, 'pool'>) => ({
  ...openRequests(database),
  ...openCalls(database),
});

/** Requests for sets of data. */
function openRequests({ pool }: Pick<Database, 'pool'>) {
  return {
    /** False where the system has asked for the set already. */
    async ask(jurisdiction: string, row: RequestRow): Promise<boolean> {
      const { rowCount } = await pool.query(
        `INSERT INTO data_request (jurisdiction, id, set_id, system, fields, per_day, why, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
        [jurisdiction, row.id, row.set, row.system, row.fields, row.perDay, row.why, row.askedAt],
      );
      return rowCount === 1;
    },
    /** Those of one system, or all; newest first. */
    async list(jurisdiction: string, system: string | null, limit: number): Promise<RequestRow[]> {
      const { rows } = await pool.query<RequestRow>(
        `SELECT ${columns} FROM data_request WHERE jurisdiction = $1 AND ($2::text IS NULL OR system = $2)
         ORDER BY asked_at DESC LIMIT $3`,
        [jurisdiction, system, limit],
      );
      return rows;
    },
    async granted(jurisdiction: string, system: string, set: string): Promise<RequestRow | null> {
      const { rows } = await pool.query<RequestRow>(
        `SELECT ${columns} FROM data_request
         WHERE jurisdiction = $1 AND system = $2 AND set_id = $3 AND granted AND ended_at IS NULL`,
        [jurisdiction, system, set],
      );
      return rows[0] ?? null;
    },
    /** Decides what waits, or takes back what was granted; false when it is neither. */
    async decide(
      jurisdiction: string,
      id: string,
      word: {
        granted: boolean;
        perDay: number | null;
        at: number;
        by: string;
        name: string;
        why: string | null;
      },
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE data_request SET
           ended_at = CASE WHEN granted THEN $4::bigint END,
           granted = CASE WHEN granted THEN true ELSE $3 END, per_day = coalesce($5, per_day),
           decided_at = $4, decided_by = $6, decided_name = $7, decided_why = $8
         WHERE jurisdiction = $1 AND id = $2 AND ended_at IS NULL AND (granted IS NULL OR (granted AND NOT $3))`,
        [jurisdiction, id, word.granted, word.at, word.perDay, word.by, word.name, word.why],
      );
      return rowCount === 1;
    },
  };
}

/** Calls by day, and what there is to be called for. */
function openCalls({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Counts a call if the quota of its day has one left: how many are left then, or null when there was none. */
    async call(
      jurisdiction: string,
      { request, day, at, perDay }: { request: string; day: number; at: number; perDay: number },
    ): Promise<number | null> {
      const { rows } = await pool.query<{ calls: number }>(
        `INSERT INTO data_call AS c (jurisdiction, request, day, calls, last_at) VALUES ($1, $2, $3, 1, $4)
         ON CONFLICT (jurisdiction, request, day) DO UPDATE SET calls = c.calls + 1, last_at = $4
         WHERE c.calls < $5 RETURNING calls`,
        [jurisdiction, request, day, at, perDay],
      );
      const [row] = rows;
      if (row) return perDay - row.calls;
      await pool.query(
        'UPDATE data_call SET refused = refused + 1, last_at = $4 WHERE jurisdiction = $1 AND request = $2 AND day = $3',
        [jurisdiction, request, day, at],
      );
      return null;
    },
    async sent(jurisdiction: string, request: string, day: number, rows: number): Promise<void> {
      await pool.query(
        'UPDATE data_call SET rows_out = rows_out + $4 WHERE jurisdiction = $1 AND request = $2 AND day = $3',
        [jurisdiction, request, day, rows],
      );
    },
    async calls(jurisdiction: string, sinceDay: number): Promise<CallSums[]> {
      const { rows } = await pool.query<CallSums>(
        `SELECT request, day, calls, refused, rows_out AS rows, last_at AS "lastAt" FROM data_call
         WHERE jurisdiction = $1 AND day >= $2`,
        [jurisdiction, sinceDay],
      );
      return rows;
    },
    /** How many records of each kind there are, and when one changed last. */
    async sizes(jurisdiction: string): Promise<{ kind: string; n: number; changedAt: number }[]> {
      const { rows } = await pool.query<{ kind: string; n: number; changedAt: number }>(
        `SELECT kind, count(*)::int AS n, max(changed_at) AS "changedAt" FROM world_record
         WHERE jurisdiction = $1 AND ended_at IS NULL GROUP BY kind`,
        [jurisdiction],
      );
      return rows;
    },
  };
}
