import type { Database } from './database.ts';

/** What the tables tell of the health of an installation; `jurisdictions`: those that are looked at. Counts over all of them. */
export interface Looked {
  database: { version: string; bytes: number; connections: number; mostConnections: number };
  /** By the clock of the database, epoch ms. */
  at: number;
  backup: { at: number; bytes: number } | null;
  behind: { figures: number; search: number; outgoing: number };
  anchor: { at: number | null; entries: number };
  /** The end of the last day that readings have a partition for, epoch ms. */
  roomUntil: number | null;
  unseen: { urgent: number; others: number };
  admins: { without: number; total: number };
  /** Systems that have come in at all, the longest silent first. */
  systems: { name: string; usedAt: number }[];
}

/** An alarm that nobody acknowledged within so long is one that nobody sees. */
const unseenMs = 30 * 60_000;

const heardSystems = `SELECT source AS name, max(used_at) AS "usedAt" FROM source_token
  WHERE jurisdiction = ANY($1) AND NOT revoked AND used_at IS NOT NULL GROUP BY 1 ORDER BY 2`;

/** Looks once; a few dozen milliseconds. Throws when the database is away. */
export async function lookAtTables(
  { pool }: Pick<Database, 'pool'>,
  jurisdictions: readonly string[],
  now: number,
): Promise<Looked> {
  const one = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row> => {
    const { rows } = await pool.query<Row>(sql, values);
    if (!rows[0]) throw new Error('no row');
    return rows[0];
  };
  const [{ at, ...database }, backup, behind, anchor, room, unseen, admins, systems] = await Promise.all([
    one<Looked['database'] & { at: number }>(
      `SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes,
         (SELECT count(*)::int FROM pg_stat_activity) AS connections, current_setting('max_connections')::int AS "mostConnections",
         (extract(epoch FROM clock_timestamp()) * 1000)::int8 AS at`,
    ),
    pool.query<{ at: number; bytes: number }>('SELECT at, bytes FROM backup_taken ORDER BY at DESC LIMIT 1'),
    one<Looked['behind']>(
      `SELECT coalesce(sum(j.seq - coalesce(f.seq, 0)), 0)::int8 AS figures, coalesce(sum(j.seq - coalesce(s.seq, 0)), 0)::int8 AS search,
         coalesce(sum(CASE WHEN h.seq IS NULL THEN 0 ELSE j.seq - h.seq END), 0)::int8 AS outgoing
       FROM jurisdiction j LEFT JOIN figure_mark f ON f.jurisdiction = j.id LEFT JOIN search_mark s ON s.jurisdiction = j.id
         LEFT JOIN source_head h ON h.jurisdiction = j.id WHERE j.id = ANY($1)`,
      [jurisdictions],
    ),
    one<Looked['anchor']>(
      `SELECT min(a.at) AS at, coalesce(sum(j.seq - coalesce(a.seq, 0)), 0)::int8 AS entries
       FROM jurisdiction j LEFT JOIN LATERAL (SELECT at, seq FROM anchor WHERE jurisdiction = j.id ORDER BY seq DESC LIMIT 1) a ON true
       WHERE j.id = ANY($1)`,
      [jurisdictions],
    ),
    one<{ until: number | null }>(
      `SELECT max(((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''?(\\d+)'))[1])::int8) AS until
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'reading'::regclass`,
    ),
    one<Looked['unseen']>(
      `SELECT count(*) FILTER (WHERE urgent)::int AS urgent, count(*) FILTER (WHERE NOT urgent)::int AS others FROM alarm
       WHERE jurisdiction = ANY($1) AND closed_at IS NULL AND over_at IS NULL AND acknowledged IS NULL AND shelved IS NULL AND opened_at < $2`,
      [jurisdictions, now - unseenMs],
    ),
    one<Looked['admins']>(
      `SELECT count(*)::int AS total, count(*) FILTER (WHERE totp IS NULL)::int AS without FROM person
       WHERE jurisdiction = ANY($1) AND role = 'admin' AND NOT disabled AND (ends_at IS NULL OR ends_at > $2)`,
      [jurisdictions, now],
    ),
    pool.query<Looked['systems'][number]>(heardSystems, [jurisdictions]),
  ]);
  return {
    at,
    database,
    behind,
    anchor,
    unseen,
    admins,
    systems: systems.rows,
    backup: backup.rows[0] ?? null,
    roomUntil: room.until,
  };
}

/** Notes that a whole backup was taken; `bytes` of its tables as they lie in the folder. */
export async function noteBackup(
  client: { query(sql: string, values: unknown[]): Promise<unknown> },
  taken: { at: number; bytes: number; folder: string; sealed: boolean },
): Promise<void> {
  await client.query(
    'INSERT INTO backup_taken (at, bytes, folder, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (at) DO NOTHING',
    [taken.at, taken.bytes, taken.folder, taken.sealed],
  );
}
