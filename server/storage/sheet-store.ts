import { dayMs } from '#shared/kernel/span.ts';
import type { Database } from './database.ts';

/** A sheet that somebody brought, and where its import stands. */
export interface SheetHead {
  id: string;
  jurisdiction: string;
  file: string;
  sheet: string;
  heads: string[];
  /** What each column is; '': none of ours. */
  fields: string[];
  rows: number;
  state: string;
  made_by: string;
  made_name: string;
  made_at: number;
  finished_at: number | null;
  error: string | null;
}
/** A row of it. */
export interface SheetRow {
  no: number;
  cells: string[];
  verdict: string | null;
  /** As its judge wrote it: faults, doubts, and what else its kind tells. */
  told: unknown;
  done: boolean;
}
export interface SheetCounts {
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
/** What a kind of sheet is kept in. Names and conditions of ours, never what somebody sent. */
export interface SheetTables<K extends string> {
  heads: string;
  rows: string;
  /** Column of a row that says what it is about, told with its verdict. */
  key: K;
  /** Condition under which a row, called `kept`, stays as it is. */
  fixed: string;
  /** Its head says when it began to be written. */
  begins: boolean;
}
export type JudgedRow<K extends string> = { no: number; verdict: string; told: unknown } & Record<
  K,
  string | null
>;
export type SheetStore<H extends SheetHead = SheetHead, R extends SheetRow = SheetRow> = Omit<
  ReturnType<typeof openSheetStore<H, R, string>>,
  'setVerdicts'
>;
export type Line = Pick<Database['pool'], 'query'>;
/** Sheets and their cells are forgotten so long after they were brought; what was written stays. */
const keptMs = 30 * dayMs;

/** Sheets of a kind, row by row. */
export function openSheetStore<H extends SheetHead, R extends SheetRow, K extends string>(
  line: Line,
  tables: SheetTables<K>,
) {
  return {
    ...headsOf<H>(line, tables),
    ...rowsOf<R, K>(line, tables),
    counts: (id: string) => countRows(line, tables.rows, id),
  };
}

function headsOf<H extends SheetHead>(line: Line, { heads: table, begins }: SheetTables<string>) {
  return {
    async add(head: Omit<SheetHead, 'finished_at' | 'error' | 'state'>): Promise<void> {
      const { id, jurisdiction, file, sheet, heads, fields, rows, made_by, made_name, made_at } = head;
      await line.query(`DELETE FROM ${table} WHERE made_at < $1 AND state <> 'running'`, [made_at - keptMs]);
      await line.query(
        `INSERT INTO ${table} (id, jurisdiction, file, sheet, heads, fields, rows, state, made_by, made_name, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'filling', $8, $9, $10)`,
        [id, jurisdiction, file, sheet, heads, fields, rows, made_by, made_name, made_at],
      );
    },
    async find(jurisdiction: string, id: string): Promise<H | null> {
      const text = `SELECT * FROM ${table} WHERE jurisdiction = $1 AND id = $2`;
      return (await line.query<H>(text, [jurisdiction, id])).rows[0] ?? null;
    },
    /** Newest first. */
    async list(jurisdiction: string, limit: number): Promise<H[]> {
      const text = `SELECT * FROM ${table} WHERE jurisdiction = $1 ORDER BY made_at DESC LIMIT $2`;
      return (await line.query<H>(text, [jurisdiction, limit])).rows;
    },
    /** What was being written when the house went down. */
    async running(jurisdiction: string): Promise<H[]> {
      const text = `SELECT * FROM ${table} WHERE jurisdiction = $1 AND state = 'running'`;
      return (await line.query<H>(text, [jurisdiction])).rows;
    },
    /** Changes where it stands; false when it stands elsewhere by now. The first beginning is the one that counts. */
    async move(
      id: string,
      from: readonly string[],
      to: string,
      more: { fields?: readonly string[]; error?: string; begun?: number; finished?: number } = {},
    ): Promise<boolean> {
      const { rowCount } = await line.query(
        `UPDATE ${table} SET state = $3, fields = coalesce($4, fields), error = $5, finished_at = $6
           ${begins ? ', begun_at = coalesce(begun_at, $7)' : ''}
         WHERE id = $1 AND state = ANY($2)`,
        [
          ...[id, from, to, more.fields ?? null, more.error ?? null, more.finished ?? null],
          ...(begins ? [more.begun ?? null] : []),
        ],
      );
      return rowCount === 1;
    },
  };
}

function rowsOf<R extends SheetRow, K extends string>(line: Line, tables: SheetTables<K>) {
  const { rows: table, fixed } = tables;
  return {
    /** Rows that are begun stay as they are. */
    async putRows(id: string, from: number, rows: readonly (readonly string[])[]): Promise<void> {
      const put = rows.map((cells, i) => ({ no: from + i, cells }));
      await line.query(
        `INSERT INTO ${table} AS kept (import, no, cells)
         SELECT $1, r.no, ARRAY(SELECT jsonb_array_elements_text(r.cells))
         FROM jsonb_to_recordset($2::jsonb) AS r (no int, cells jsonb)
         ON CONFLICT (import, no) DO UPDATE SET cells = excluded.cells, verdict = NULL, told = NULL
         WHERE NOT (${fixed})`,
        [id, JSON.stringify(put)],
      );
    },
    /** Rows behind a number, in order. */
    async rowsAfter(id: string, after: number, limit: number): Promise<R[]> {
      const text = `SELECT * FROM ${table} WHERE import = $1 AND no > $2 ORDER BY no LIMIT $3`;
      return (await line.query<R>(text, [id, after, limit])).rows;
    },
    /** A page of the rows of a verdict; `doubt`: with something strange. */
    async page(
      id: string,
      { verdict, offset, limit }: { verdict?: string | undefined; offset: number; limit: number },
    ): Promise<{ rows: R[]; total: number }> {
      const which = `import = $1 AND ($2::text IS NULL OR verdict = $2
        OR ($2 = 'doubt' AND jsonb_array_length(told -> 'doubts') > 0))`;
      const asked = [id, verdict ?? null];
      const counted = await line.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE ${which}`,
        asked,
      );
      const { rows } = await line.query<R>(
        `SELECT * FROM ${table} WHERE ${which} ORDER BY no LIMIT $3 OFFSET $4`,
        [...asked, limit, offset],
      );
      return { rows, total: counted.rows[0]?.n ?? 0 };
    },
    setVerdicts: (id: string, rows: readonly JudgedRow<K>[]) => setVerdicts(line, tables, id, rows),
  };
}

/** Says what rows were found to be, on a line of one's own where it belongs to a transaction. */
export async function setVerdicts<K extends string>(
  line: Line,
  { rows: table, key, fixed }: SheetTables<K>,
  id: string,
  rows: readonly JudgedRow<K>[],
): Promise<void> {
  await line.query(
    `UPDATE ${table} AS kept SET verdict = r.verdict, ${key} = r.${key}, told = r.told
     FROM jsonb_to_recordset($2::jsonb) AS r (no int, verdict text, ${key} text, told jsonb)
     WHERE kept.import = $1 AND kept.no = r.no AND NOT (${fixed})`,
    [id, JSON.stringify(rows)],
  );
}

async function countRows(line: Line, table: string, id: string): Promise<SheetCounts> {
  const { rows } = await line.query<{ verdict: string; n: number; done: number; doubts: number }>(
    `SELECT coalesce(verdict, '') AS verdict, count(*)::int AS n, count(*) FILTER (WHERE done)::int AS done,
       count(*) FILTER (WHERE jsonb_array_length(told -> 'doubts') > 0)::int AS doubts
     FROM ${table} WHERE import = $1 GROUP BY 1`,
    [id],
  );
  // Of those that differ only in the number of another line, one stands for all.
  const faults = await line.query<SheetCounts['faults'][number]>(
    `SELECT f ->> 'field' AS field, count(*)::int AS n, min(f ->> 'reason') AS reason, f ->> 'reasonId' AS "reasonId",
       (array_agg(f -> 'values'))[1] AS values
     FROM ${table}, jsonb_array_elements(told -> 'faults') AS f WHERE import = $1 AND verdict = 'refused'
     GROUP BY f ->> 'field', f ->> 'reasonId', CASE WHEN f ->> 'reasonId' IS NULL THEN f ->> 'reason' END
     ORDER BY 2 DESC, 1, 3 LIMIT 100`,
    [id],
  );
  const sum = (key: 'n' | 'done' | 'doubts'): number => rows.reduce((total, row) => total + row[key], 0);
  return {
    here: sum('n'),
    done: sum('done'),
    doubts: sum('doubts'),
    faults: faults.rows.map(({ reasonId, values, ...one }) => ({
      ...one,
      ...(reasonId != null && { reasonId }),
      ...(values != null && { values }),
    })),
    verdicts: Object.fromEntries(rows.map(({ verdict, n }) => [verdict, n])),
  };
}
