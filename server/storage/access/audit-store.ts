import type { Database } from '../database.ts';
import { inTransaction } from '../transaction.ts';

/** A line of the audit as it is stored; `body` is JSON, and `hash` chains it to the one before. */
export interface AuditRow {
  seq: number;
  at: number;
  act: string;
  body: string;
  hash: string;
}
export interface AuditQuery {
  acts?: readonly string[] | undefined;
  /** Whom or what a line is about, exactly. */
  about?: string | undefined;
  /** A word anywhere in a line. */
  word?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  /** Lines before this one. */
  before?: number | undefined;
  limit: number;
}
export type AuditStore = ReturnType<typeof openAuditStore>;

function auditWrites({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Adds lines behind the last one: `make` is told where the chain stands and answers with them. One writer at a time. */
    async append(
      jurisdiction: string,
      firstHash: string,
      make: (head: { seq: number; hash: string }) => readonly AuditRow[],
    ): Promise<void> {
      return inTransaction(pool, async (client) => {
        await client.query('INSERT INTO audit_head VALUES ($1, 0, $2) ON CONFLICT DO NOTHING', [
          jurisdiction,
          firstHash,
        ]);
        const found = await client.query<{ seq: number; hash: string }>(
          'SELECT seq, hash FROM audit_head WHERE jurisdiction = $1 FOR UPDATE',
          [jurisdiction],
        );
        const rows = make(found.rows[0] ?? { seq: 0, hash: firstHash });
        await client.query(
          `INSERT INTO audit SELECT $1, r.* FROM json_to_recordset($2)
             AS r (seq bigint, at bigint, act text, body text, hash text)`,
          [jurisdiction, JSON.stringify(rows)],
        );
        const last = rows.at(-1);
        if (last)
          await client.query('UPDATE audit_head SET seq = $2, hash = $3 WHERE jurisdiction = $1', [
            ...[jurisdiction, last.seq, last.hash],
          ]);
      });
    },
  };
}

function auditReads({ pool }: Pick<Database, 'pool'>) {
  return {
    async head(jurisdiction: string): Promise<{ seq: number; hash: string } | null> {
      const text = 'SELECT seq, hash FROM audit_head WHERE jurisdiction = $1';
      return (await pool.query<{ seq: number; hash: string }>(text, [jurisdiction])).rows[0] ?? null;
    },
    /** Lines after a place, in order. */
    async read(jurisdiction: string, after: number, limit: number): Promise<AuditRow[]> {
      const { rows } = await pool.query<AuditRow>(
        'SELECT seq, at, act, body, hash FROM audit WHERE jurisdiction = $1 AND seq > $2 ORDER BY seq LIMIT $3',
        [jurisdiction, after, limit],
      );
      return rows;
    },
    /** Newest first. */
    async find(jurisdiction: string, query: AuditQuery): Promise<AuditRow[]> {
      const { acts, about, word, from, to, before, limit } = query;
      const { rows } = await pool.query<AuditRow>(
        `SELECT seq, at, act, body, hash FROM audit WHERE jurisdiction = $1
           AND ($2::text[] IS NULL OR act = ANY($2)) AND ($3::text IS NULL OR strpos(lower(body), lower($3)) > 0)
           AND ($4::bigint IS NULL OR at >= $4) AND ($5::bigint IS NULL OR at < $5)
           AND ($6::bigint IS NULL OR seq < $6)${about === undefined ? '' : ` AND (body::jsonb) ->> 'about' = $8`}
         ORDER BY seq DESC LIMIT $7`,
        [
          ...[jurisdiction, acts ?? null, word ?? null, from ?? null, to ?? null, before ?? null, limit],
          ...(about === undefined ? [] : [about]),
        ],
      );
      return rows;
    },
    async jurisdictions(): Promise<string[]> {
      const { rows } = await pool.query<{ jurisdiction: string }>(
        'SELECT jurisdiction FROM audit_head ORDER BY jurisdiction',
      );
      return rows.map(({ jurisdiction }) => jurisdiction);
    },
  };
}

/** Reads and writes of the audit. What a line means is told by `audit/`. */
export function openAuditStore(database: Pick<Database, 'pool'>) {
  return { ...auditWrites(database), ...auditReads(database) };
}
