import type { Database } from '../database.ts';

/** Calls of a system since they were written last. */
export interface Heard {
  calls: number;
  refused: number;
  /** Of the last that was taken; null: none was. */
  lastAt: number | null;
}
export interface SystemSums {
  source: string;
  calls: number;
  refused: number;
  lastAt: number | null;
}
export interface SilenceRow {
  system: string;
  since: number;
  noticedAt: number;
  notice: string;
  incident: string | null;
}
export type SystemStore = ReturnType<typeof openSystemStore>;

const silence = `system, since, noticed_at AS "noticedAt", notice, incident`;

/** How other systems come, and when they do not. */
export const openSystemStore = (database: Pick<Database, 'pool'>) => ({
  ...openCalls(database),
  ...openSilences(database),
});

function openCalls({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Adds to the sums of a day; several nodes may. */
    async add(
      rows: readonly (Heard & { jurisdiction: string; source: string; day: number })[],
    ): Promise<void> {
      if (rows.length === 0) return;
      const list = <K extends keyof (typeof rows)[number]>(key: K) => rows.map((row) => row[key]);
      await pool.query(
        `INSERT INTO system_call AS c (jurisdiction, source, day, calls, refused, last_at)
         SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::int[], $6::bigint[])
         ON CONFLICT (jurisdiction, source, day) DO UPDATE SET calls = c.calls + excluded.calls,
           refused = c.refused + excluded.refused, last_at = greatest(c.last_at, excluded.last_at)`,
        [
          ...[list('jurisdiction'), list('source'), list('day')],
          ...[list('calls'), list('refused'), list('lastAt')],
        ],
      );
    },
    /** Of each system since a day; when it came last, whenever that was. */
    async sums(jurisdiction: string, sinceDay: number): Promise<SystemSums[]> {
      const { rows } = await pool.query<SystemSums>(
        `SELECT source, coalesce(sum(calls) FILTER (WHERE day >= $2), 0)::int AS calls,
           coalesce(sum(refused) FILTER (WHERE day >= $2), 0)::int AS refused, max(last_at) AS "lastAt"
         FROM system_call WHERE jurisdiction = $1 GROUP BY source`,
        [jurisdiction, sinceDay],
      );
      return rows;
    },
    /** Days are kept for a year; of a system that has been away for longer its last. */
    async forgetCalls(jurisdiction: string, beforeDay: number): Promise<void> {
      await pool.query(
        `DELETE FROM system_call c WHERE jurisdiction = $1 AND day < $2 AND EXISTS (SELECT 1 FROM system_call n
           WHERE n.jurisdiction = c.jurisdiction AND n.source = c.source AND n.day > c.day AND n.last_at IS NOT NULL)`,
        [jurisdiction, beforeDay],
      );
    },
  };
}

function openSilences({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Those that are not over. */
    async silences(jurisdiction: string): Promise<SilenceRow[]> {
      const { rows } = await pool.query<SilenceRow>(
        `SELECT ${silence} FROM system_silence WHERE jurisdiction = $1 AND over_at IS NULL`,
        [jurisdiction],
      );
      return rows;
    },
    /** False where another node was first. */
    async begin(jurisdiction: string, row: Omit<SilenceRow, 'incident'>): Promise<boolean> {
      const { rowCount } = await pool.query(
        `INSERT INTO system_silence (jurisdiction, system, since, noticed_at, notice)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [jurisdiction, row.system, row.since, row.noticedAt, row.notice],
      );
      return rowCount === 1;
    },
    async became(jurisdiction: string, system: string, incident: string): Promise<void> {
      await pool.query(
        'UPDATE system_silence SET incident = $3 WHERE jurisdiction = $1 AND system = $2 AND over_at IS NULL',
        [jurisdiction, system, incident],
      );
    },
    async end(jurisdiction: string, system: string, at: number): Promise<void> {
      await pool.query(
        'UPDATE system_silence SET over_at = $3 WHERE jurisdiction = $1 AND system = $2 AND over_at IS NULL',
        [jurisdiction, system, at],
      );
    },
  };
}
