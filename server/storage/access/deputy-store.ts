import type { Database } from '../database.ts';
import type { PersonRow } from './access-tables.ts';

/** Who acts for whom, from when until when. An ended one stays, with the instant at which it ended. */
export interface DeputyRow {
  id: string;
  jurisdiction: string;
  /** Who is stood in for; empty where a unit is. */
  person: string;
  unit: string | null;
  deputy: string;
  starts_at: number;
  ends_at: number;
  why: string;
  made_by: string;
  made_at: number;
}
/** With the accounts it names; null: that one is gone. */
export interface FoundDeputy {
  row: DeputyRow;
  person: PersonRow | null;
  deputy: PersonRow | null;
}
export type DeputyStore = ReturnType<typeof openDeputyStore>;

const select = `SELECT row_to_json(d) AS row, row_to_json(p) AS person, row_to_json(q) AS deputy FROM deputy d
  LEFT JOIN person p ON d.unit IS NULL AND p.jurisdiction = d.jurisdiction AND p.id = d.person
  LEFT JOIN person q ON q.jurisdiction = d.jurisdiction AND q.id = d.deputy`;

export function openDeputyStore({ pool }: Pick<Database, 'pool'>) {
  return {
    async put(row: DeputyRow): Promise<void> {
      await pool.query(
        `INSERT INTO deputy (id, jurisdiction, person, unit, deputy, starts_at, ends_at, why, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          ...[row.id, row.jurisdiction, row.person, row.unit, row.deputy, row.starts_at, row.ends_at],
          ...[row.why, row.made_by, row.made_at],
        ],
      );
    },
    async find(jurisdiction: string, id: string): Promise<FoundDeputy | null> {
      const text = `${select} WHERE d.jurisdiction = $1 AND d.id = $2`;
      return (await pool.query<FoundDeputy>(text, [jurisdiction, id])).rows[0] ?? null;
    },
    /** Those that end after an instant, of one person as either of the two or of everybody; the newest begin first. */
    async list(jurisdiction: string, after: number, of: string | null): Promise<FoundDeputy[]> {
      const { rows } = await pool.query<FoundDeputy>(
        `${select} WHERE d.jurisdiction = $1 AND d.ends_at > $2
           AND ($3::text IS NULL OR d.person = $3 OR d.deputy = $3)
         ORDER BY d.starts_at DESC, d.id LIMIT 1000`,
        [jurisdiction, after, of],
      );
      return rows;
    },
    /** False when it was over already. */
    async end(jurisdiction: string, id: string, at: number): Promise<boolean> {
      const { rowCount } = await pool.query(
        'UPDATE deputy SET ends_at = GREATEST($3::bigint, starts_at) WHERE jurisdiction = $1 AND id = $2 AND ends_at > $3',
        [jurisdiction, id, at],
      );
      return rowCount === 1;
    },
  };
}
