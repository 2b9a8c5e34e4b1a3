import type { Purpose, ReadAct } from '#shared/record/purpose.ts';
import type { Database } from '../database.ts';

/** A look at personal records: who, when, why, which fields, of whom. */
export interface ReadLine {
  at: number;
  byId: string;
  byName: string;
  role: string;
  unit: string | null;
  act: ReadAct;
  purpose: Purpose;
  why: string | null;
  fields: readonly string[];
  records: readonly string[];
}
export interface ReadQuery {
  record?: string | undefined;
  by?: string | undefined;
  act?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  before?: number | undefined;
  limit: number;
}
export type WorldTrail = ReturnType<typeof openWorldTrail>;

/** The trail of looks: lines are added, none is changed or removed. */
export function openWorldTrail({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Answers when the line is on the disk: nothing is shown before. */
    async note(jurisdiction: string, line: ReadLine): Promise<void> {
      await pool.query(
        `INSERT INTO world_read (jurisdiction, at, by_id, by_name, role, unit, act, purpose, why, fields, records)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          ...[jurisdiction, line.at, line.byId, line.byName, line.role, line.unit],
          ...[line.act, line.purpose, line.why, line.fields, line.records],
        ],
      );
    },
    /** Newest first. */
    async find(jurisdiction: string, query: ReadQuery): Promise<(ReadLine & { seq: number })[]> {
      const { record, by, act, from, to, before, limit } = query;
      const { rows } = await pool.query<ReadLine & { seq: number }>(
        `SELECT seq, at, by_id AS "byId", by_name AS "byName", role, unit, act, purpose, why, fields, records
         FROM world_read WHERE jurisdiction = $1
           AND ($2::text IS NULL OR records @> ARRAY[$2::text]) AND ($3::text IS NULL OR by_id = $3)
           AND ($4::text IS NULL OR act = $4) AND ($5::bigint IS NULL OR at >= $5)
           AND ($6::bigint IS NULL OR at < $6) AND ($7::bigint IS NULL OR seq < $7)
         ORDER BY seq DESC LIMIT $8`,
        [
          ...[jurisdiction, record ?? null, by ?? null, act ?? null],
          ...[from ?? null, to ?? null, before ?? null, limit],
        ],
      );
      return rows;
    },
    /** How often a record was looked at since an instant. */
    async count(jurisdiction: string, record: string, since: number): Promise<number> {
      const { rows } = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM world_read
         WHERE jurisdiction = $1 AND records @> ARRAY[$2::text] AND at >= $3`,
        [jurisdiction, record, since],
      );
      return rows[0]?.n ?? 0;
    },
  };
}
