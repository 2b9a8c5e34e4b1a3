import type pg from 'pg';
import type { Database } from '../database.ts';
import type { PersonRow } from './access-tables.ts';

/** A sheet of people and where its import stands. */
export interface ImportHead {
  id: string;
  jurisdiction: string;
  file: string;
  sheet: string;
  heads: string[];
  fields: string[];
  rows: number;
  state: string;
  made_by: string;
  made_name: string;
  made_at: number;
  finished_at: number | null;
  error: string | null;
}
export interface ImportRowKept {
  no: number;
  cells: string[];
  verdict: string | null;
  login: string | null;
  /** As `access/people-import.ts` wrote it. */
  told: unknown;
  done: boolean;
}
export interface ImportCounts {
  here: number;
  done: number;
  doubts: number;
  verdicts: Record<string, number>;
  faults: {
    field: string;
    n: number;
    reason: string;
    reasonId?: string;
    values?: Record<string, string | number>;
  }[];
}
export type JudgedRow = { no: number; verdict: string; login: string | null; told: unknown };
/** An account as a sheet puts it, whatever was there under its id. */
export type PutAccount = Pick<
  PersonRow,
  | 'id'
  | 'login'
  | 'name'
  | 'role'
  | 'unit'
  | 'grids'
  | 'staff'
  | 'post'
  | 'phone'
  | 'starts_at'
  | 'ends_at'
  | 'disabled'
>;
export type ImportStore = ReturnType<typeof openImportStore>;
/** Sheets and their cells are forgotten so long after they were brought. */
export const keptDays = 30;

const writable = ['new', 'change', 'leave'];

/** Sheets of people, row by row. */
export function openImportStore({ pool }: Pick<Database, 'pool'>) {
  return {
    async add(
      head: Omit<ImportHead, 'finished_at' | 'error' | 'state'>,
      forgetBefore: number,
    ): Promise<void> {
      await pool.query(`DELETE FROM people_import WHERE made_at < $1 AND state <> 'running'`, [forgetBefore]);
      const { id, jurisdiction, file, sheet, heads, fields, rows, made_by, made_name, made_at } = head;
      await pool.query(
        `INSERT INTO people_import VALUES ($1, $2, $3, $4, $5, $6, $7, 'filling', $8, $9, $10)`,
        [id, jurisdiction, file, sheet, heads, fields, rows, made_by, made_name, made_at],
      );
    },
    async find(jurisdiction: string, id: string): Promise<ImportHead | null> {
      const text = 'SELECT * FROM people_import WHERE jurisdiction = $1 AND id = $2';
      return (await pool.query<ImportHead>(text, [jurisdiction, id])).rows[0] ?? null;
    },
    /** Newest first. */
    async list(jurisdiction: string, limit: number): Promise<ImportHead[]> {
      const text = 'SELECT * FROM people_import WHERE jurisdiction = $1 ORDER BY made_at DESC LIMIT $2';
      return (await pool.query<ImportHead>(text, [jurisdiction, limit])).rows;
    },
    /** Imports that were being written when the house went down. */
    async running(): Promise<ImportHead[]> {
      return (await pool.query<ImportHead>(`SELECT * FROM people_import WHERE state = 'running'`)).rows;
    },
    /** Changes where it stands; false when it stands elsewhere by now. */
    async move(
      id: string,
      from: readonly string[],
      to: string,
      more: { fields?: readonly string[]; error?: string | null; finished?: number } = {},
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE people_import SET state = $3, fields = coalesce($4, fields), error = $5, finished_at = $6
         WHERE id = $1 AND state = ANY($2)`,
        [id, from, to, more.fields ?? null, more.error ?? null, more.finished ?? null],
      );
      return rowCount === 1;
    },
    async putRows(id: string, from: number, rows: readonly (readonly string[])[]): Promise<void> {
      const put = rows.map((cells, i) => ({ no: from + i, cells }));
      await pool.query(
        `INSERT INTO people_import_row (import, no, cells)
         SELECT $1, r.no, ARRAY(SELECT jsonb_array_elements_text(r.cells))
         FROM jsonb_to_recordset($2::jsonb) AS r (no int, cells jsonb)
         ON CONFLICT (import, no) DO UPDATE SET cells = excluded.cells, verdict = NULL, told = NULL WHERE NOT people_import_row.done`,
        [id, JSON.stringify(put)],
      );
    },
    /** Rows behind a number, in order. */
    async rowsAfter(id: string, after: number, limit: number): Promise<ImportRowKept[]> {
      const text = 'SELECT * FROM people_import_row WHERE import = $1 AND no > $2 ORDER BY no LIMIT $3';
      return (await pool.query<ImportRowKept>(text, [id, after, limit])).rows;
    },
    /** A page of the rows of a verdict; `doubt`: with something strange. */
    async page(
      id: string,
      asked: { verdict?: string | undefined; offset: number; limit: number },
    ): Promise<{ rows: ImportRowKept[]; total: number }> {
      const which =
        asked.verdict === undefined
          ? 'true'
          : asked.verdict === 'doubt'
            ? `jsonb_array_length(told -> 'doubts') > 0 AND $2::text IS NOT NULL`
            : 'verdict = $2';
      const values = [id, ...(asked.verdict === undefined ? [] : [asked.verdict])];
      const at = values.length;
      const counted = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM people_import_row WHERE import = $1 AND ${which}`,
        values,
      );
      const { rows } = await pool.query<ImportRowKept>(
        `SELECT * FROM people_import_row WHERE import = $1 AND ${which} ORDER BY no LIMIT $${at + 1} OFFSET $${at + 2}`,
        [...values, asked.limit, asked.offset],
      );
      return { rows, total: counted.rows[0]?.n ?? 0 };
    },
    setVerdicts: (id: string, rows: readonly JudgedRow[]) => setVerdicts(pool, id, rows),
    counts: (id: string) => countRows(pool, id),
    /** Logins that a sheet has written. */
    async logins(jurisdiction: string, id: string): Promise<string[]> {
      const { rows } = await pool.query<{ login: string }>(
        `SELECT r.login FROM people_import_row r JOIN people_import i ON i.id = r.import
         WHERE i.jurisdiction = $1 AND i.id = $2 AND r.done AND r.login IS NOT NULL`,
        [jurisdiction, id],
      );
      return rows.map(({ login }) => login);
    },
    /** Every account of a jurisdiction, or those of some logins, ids and staff numbers. */
    accounts: (jurisdiction: string, some?: readonly string[]) => readAccounts(pool, jurisdiction, some),
    /**
     * Writes the next rows in one transaction: `decide` is told them with the accounts that they may be about, and says what is put.
     * False when nothing was left. Two who write at once follow one another.
     */
    async writeNext(
      head: Pick<ImportHead, 'id' | 'jurisdiction'>,
      size: number,
      decide: (
        rows: readonly ImportRowKept[],
        accounts: readonly PersonRow[],
      ) => Promise<{
        put: readonly PutAccount[];
        judged: readonly JudgedRow[];
      }>,
      made: { by: string; at: number; demo: boolean },
    ): Promise<boolean> {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('SELECT FROM people_import WHERE id = $1 FOR UPDATE', [head.id]);
        const { rows } = await client.query<ImportRowKept>(
          'SELECT * FROM people_import_row WHERE import = $1 AND verdict = ANY($2) AND NOT done ORDER BY no LIMIT $3',
          [head.id, writable, size],
        );
        if (rows.length > 0) {
          const names = rows.flatMap(({ login, cells }) => [...(login === null ? [] : [login]), ...cells]);
          const decided = await decide(rows, await readAccounts(client, head.jurisdiction, names));
          await putAccounts(client, head.jurisdiction, decided.put, made);
          await setVerdicts(client, head.id, decided.judged);
          const written = decided.judged.filter(({ verdict }) => verdict !== 'refused').map(({ no }) => no);
          await client.query('UPDATE people_import_row SET done = true WHERE import = $1 AND no = ANY($2)', [
            head.id,
            written,
          ]);
        }
        await client.query('COMMIT');
        return rows.length > 0;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
  };
}
type Line = Pick<pg.Pool | pg.PoolClient, 'query'>;

async function readAccounts(
  line: Line,
  jurisdiction: string,
  some?: readonly string[],
): Promise<PersonRow[]> {
  const { rows } = await (line as pg.Pool).query<PersonRow>(
    `SELECT * FROM person WHERE jurisdiction = $1
       AND ($2::text[] IS NULL OR login = ANY($2) OR id = ANY($2) OR staff = ANY($2))`,
    [jurisdiction, some ?? null],
  );
  return rows;
}

async function setVerdicts(line: Line, id: string, rows: readonly JudgedRow[]): Promise<void> {
  await (line as pg.Pool).query(
    `UPDATE people_import_row p SET verdict = r.verdict, login = r.login, told = r.told
     FROM jsonb_to_recordset($2::jsonb) AS r (no int, verdict text, login text, told jsonb)
     WHERE p.import = $1 AND p.no = r.no AND NOT p.done`,
    [id, JSON.stringify(rows)],
  );
}

async function putAccounts(
  line: Line,
  jurisdiction: string,
  rows: readonly PutAccount[],
  made: { by: string; at: number; demo: boolean },
): Promise<void> {
  await (line as pg.Pool).query(
    `INSERT INTO person (jurisdiction, id, login, name, role, unit, grids, staff, post, phone, starts_at, ends_at, disabled,
       hash, demo, made_by, made_at, totp_step, recovery)
     SELECT $1, r.id, r.login, r.name, r.role, r.unit, ARRAY(SELECT jsonb_array_elements_text(r.grids)), r.staff, r.post, r.phone,
       r.starts_at, r.ends_at, r.disabled, '', $4, $5, $3, 0, '{}'
     FROM jsonb_to_recordset($2::jsonb) AS r (id text, login text, name text, role text, unit text, grids jsonb, staff text,
       post text, phone text, starts_at bigint, ends_at bigint, disabled boolean)
     ON CONFLICT (jurisdiction, id) DO UPDATE SET name = excluded.name, role = excluded.role, unit = excluded.unit,
       grids = excluded.grids, staff = excluded.staff, post = excluded.post, phone = excluded.phone, starts_at = excluded.starts_at,
       ends_at = excluded.ends_at, disabled = excluded.disabled, version = person.version + 1`,
    [jurisdiction, JSON.stringify(rows), made.at, made.demo, made.by],
  );
}

async function countRows(line: Line, id: string): Promise<ImportCounts> {
  const { rows } = await (line as pg.Pool).query<{
    verdict: string;
    n: number;
    done: number;
    doubts: number;
  }>(
    `SELECT coalesce(verdict, '') AS verdict, count(*)::int AS n, count(*) FILTER (WHERE done)::int AS done,
       count(*) FILTER (WHERE jsonb_array_length(told -> 'doubts') > 0)::int AS doubts
     FROM people_import_row WHERE import = $1 GROUP BY 1`,
    [id],
  );
  // Of those that differ only in the number of another line, one stands for all.
  const faults = await (line as pg.Pool).query<ImportCounts['faults'][number]>(
    `SELECT f ->> 'field' AS field, count(*)::int AS n, min(f ->> 'reason') AS reason, f ->> 'reasonId' AS "reasonId",
       (array_agg(f -> 'values'))[1] AS values
     FROM people_import_row, jsonb_array_elements(told -> 'faults') AS f WHERE import = $1 AND verdict = 'refused'
     GROUP BY f ->> 'field', f ->> 'reasonId', CASE WHEN f ->> 'reasonId' IS NULL THEN f ->> 'reason' END
     ORDER BY 2 DESC, 1, 3 LIMIT 100`,
    [id],
  );
  const sum = (key: 'n' | 'done' | 'doubts'): number => rows.reduce((total, row) => total + row[key], 0);
  return {
    here: sum('n'),
    done: sum('done'),
    doubts: sum('doubts'),
    faults: faults.rows.map(({ field, n, reason, reasonId, values }) => ({
      field,
      n,
      reason,
      ...(reasonId != null && { reasonId }),
      ...(values != null && { values }),
    })),
    verdicts: Object.fromEntries(rows.map(({ verdict, n }) => [verdict, n])),
  };
}
