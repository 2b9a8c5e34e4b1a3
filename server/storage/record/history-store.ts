import type { Database } from '../database.ts';

/** A sheet of matters and where its import stands. */
export interface HistoryHead {
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
  begun_at: number | null;
  finished_at: number | null;
  error: string | null;
}
export interface HistoryRowKept {
  no: number;
  cells: string[];
  verdict: string | null;
  outside_id: string | null;
  /** As `history/history.ts` wrote it. */
  told: unknown;
  incident: string | null;
  done: boolean;
}
interface Counts {
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
type NewHead = Omit<HistoryHead, 'begun_at' | 'finished_at' | 'error' | 'state'>;
type Judged = { no: number; verdict: string; outside_id: string; told: unknown };
export type HistoryStore = ReturnType<typeof openHistoryStore>;
/** Sheets and their cells are forgotten so long after they were brought; what was written stays. */
const keptMs = 30 * 86_400_000;

/** Sheets of matters, row by row. */
export function openHistoryStore({ pool }: Pick<Database, 'pool'>) {
  return {
    ...sheetsOf(pool),
    ...rowsOf(pool),
    ...numbersOf(pool),
    ...deedsOf(pool),
    counts: (id: string) => countRows(pool, id),
  };
}

function sheetsOf(pool: Database['pool']) {
  return {
    async add(head: NewHead): Promise<void> {
      const { id, jurisdiction, file, sheet, heads, fields, rows, made_by, made_name, made_at } = head;
      await pool.query(`DELETE FROM history_import WHERE made_at < $1 AND state <> 'running'`, [
        made_at - keptMs,
      ]);
      await pool.query(
        `INSERT INTO history_import VALUES ($1, $2, $3, $4, $5, $6, $7, 'filling', $8, $9, $10)`,
        [id, jurisdiction, file, sheet, heads, fields, rows, made_by, made_name, made_at],
      );
    },
    async find(jurisdiction: string, id: string): Promise<HistoryHead | null> {
      const text = 'SELECT * FROM history_import WHERE jurisdiction = $1 AND id = $2';
      return (await pool.query<HistoryHead>(text, [jurisdiction, id])).rows[0] ?? null;
    },
    /** Newest first. */
    async list(jurisdiction: string, limit: number): Promise<HistoryHead[]> {
      const text = 'SELECT * FROM history_import WHERE jurisdiction = $1 ORDER BY made_at DESC LIMIT $2';
      return (await pool.query<HistoryHead>(text, [jurisdiction, limit])).rows;
    },
    /** What was being written when the house went down. */
    async running(jurisdiction: string): Promise<HistoryHead[]> {
      const text = `SELECT * FROM history_import WHERE jurisdiction = $1 AND state = 'running'`;
      return (await pool.query<HistoryHead>(text, [jurisdiction])).rows;
    },
    /** Changes where it stands; false when it stands elsewhere by now. The first beginning is the one that counts. */
    async move(
      id: string,
      from: readonly string[],
      to: string,
      more: { fields?: readonly string[]; error?: string | null; begun?: number; finished?: number } = {},
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE history_import SET state = $3, fields = coalesce($4, fields), error = $5,
           begun_at = coalesce(begun_at, $6), finished_at = $7
         WHERE id = $1 AND state = ANY($2)`,
        [id, from, to, more.fields ?? null, more.error ?? null, more.begun ?? null, more.finished ?? null],
      );
      return rowCount === 1;
    },
  };
}

function rowsOf(pool: Database['pool']) {
  return {
    /** Rows that are begun stay as they are. */
    async putRows(id: string, from: number, rows: readonly (readonly string[])[]): Promise<void> {
      const put = rows.map((cells, i) => ({ no: from + i, cells }));
      await pool.query(
        `INSERT INTO history_row (import, no, cells)
         SELECT $1, r.no, ARRAY(SELECT jsonb_array_elements_text(r.cells))
         FROM jsonb_to_recordset($2::jsonb) AS r (no int, cells jsonb)
         ON CONFLICT (import, no) DO UPDATE SET cells = excluded.cells, verdict = NULL, told = NULL
         WHERE history_row.incident IS NULL`,
        [id, JSON.stringify(put)],
      );
    },
    /** Rows behind a number, in order. */
    async rowsAfter(id: string, after: number, limit: number): Promise<HistoryRowKept[]> {
      const text = 'SELECT * FROM history_row WHERE import = $1 AND no > $2 ORDER BY no LIMIT $3';
      return (await pool.query<HistoryRowKept>(text, [id, after, limit])).rows;
    },
    async rowsByNo(id: string, nos: readonly number[]): Promise<HistoryRowKept[]> {
      const text = 'SELECT * FROM history_row WHERE import = $1 AND no = ANY($2) ORDER BY no';
      return (await pool.query<HistoryRowKept>(text, [id, nos])).rows;
    },
    /** A page of the rows of a verdict; `doubt`: with something strange. */
    async page(id: string, { verdict, offset, limit }: { verdict?: string; offset: number; limit: number }) {
      const which = `import = $1 AND ($2::text IS NULL OR verdict = $2
        OR ($2 = 'doubt' AND jsonb_array_length(told -> 'doubts') > 0))`;
      const counted = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM history_row WHERE ${which}`,
        [id, verdict ?? null],
      );
      const { rows } = await pool.query<HistoryRowKept>(
        `SELECT * FROM history_row WHERE ${which} ORDER BY no LIMIT $3 OFFSET $4`,
        [id, verdict ?? null, limit, offset],
      );
      return { rows, total: counted.rows[0]?.n ?? 0 };
    },
    async setVerdicts(id: string, rows: readonly Judged[]): Promise<void> {
      await pool.query(
        `UPDATE history_row p SET verdict = r.verdict, outside_id = r.outside_id, told = r.told
         FROM jsonb_to_recordset($2::jsonb) AS r (no int, verdict text, outside_id text, told jsonb)
         WHERE p.import = $1 AND p.no = r.no AND p.incident IS NULL`,
        [id, JSON.stringify(rows)],
      );
    },
  };
}

/** What matters are called here and were called before. */
function numbersOf(pool: Database['pool']) {
  return {
    /** Numbers here of matters that were brought before, by what they were called. */
    async here(jurisdiction: string, outsideIds: readonly string[]): Promise<Map<string, string>> {
      const { rows } = await pool.query<{ outside_id: string; incident: string }>(
        `SELECT outside_id, incident FROM outside_matter WHERE jurisdiction = $1 AND outside_id = ANY($2)`,
        [jurisdiction, outsideIds],
      );
      return new Map(rows.map((row) => [row.outside_id, row.incident]));
    },
    /** Which rows have a number by now, as the ledger's own transactions say: `key` is the row. */
    async begun(jurisdiction: string, actor: string): Promise<Map<number, string>> {
      const { rows } = await pool.query<{ key: string; answer: { incident: string } }>(
        'SELECT key, answer FROM command_key WHERE jurisdiction = $1 AND actor = $2',
        [jurisdiction, actor],
      );
      return new Map(rows.map(({ key, answer }) => [Number(key), answer.incident]));
    },
    /** Rows with their numbers; `done`: all of it is written. */
    async written(
      head: Pick<HistoryHead, 'id' | 'jurisdiction'>,
      rows: readonly { no: number; incident: string; outside_id: string; done: boolean }[],
    ): Promise<void> {
      await pool.query(
        `WITH r AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS r (no int, incident text, outside_id text, done boolean)),
         put AS (INSERT INTO outside_matter SELECT $3, outside_id, incident FROM r ON CONFLICT DO NOTHING)
         UPDATE history_row p SET incident = r.incident, done = p.done OR r.done FROM r WHERE p.import = $1 AND p.no = r.no`,
        [head.id, JSON.stringify(rows), head.jurisdiction],
      );
    },
  };
}

async function countRows(pool: Database['pool'], id: string): Promise<Counts> {
  const { rows } = await pool.query<{ verdict: string; n: number; done: number; doubts: number }>(
    `SELECT coalesce(verdict, '') AS verdict, count(*)::int AS n, count(*) FILTER (WHERE done)::int AS done,
       count(*) FILTER (WHERE jsonb_array_length(told -> 'doubts') > 0)::int AS doubts
     FROM history_row WHERE import = $1 GROUP BY 1`,
    [id],
  );
  const faults = await pool.query<Counts['faults'][number]>(
    `SELECT f ->> 'field' AS field, count(*)::int AS n, min(f ->> 'reason') AS reason, f ->> 'reasonId' AS "reasonId",
       (array_agg(f -> 'values'))[1] AS values
     FROM history_row, jsonb_array_elements(told -> 'faults') AS f WHERE import = $1 AND verdict = 'refused'
     GROUP BY f ->> 'field', f ->> 'reasonId' ORDER BY 2 DESC, 1, 3 LIMIT 100`,
    [id],
  );
  const sum = (key: 'n' | 'done' | 'doubts'): number => rows.reduce((total, row) => total + row[key], 0);
  return {
    here: sum('n'),
    done: sum('done'),
    doubts: sum('doubts'),
    faults: faults.rows.map(({ values, ...one }) => ({ ...one, ...(values != null && { values }) })),
    verdicts: Object.fromEntries(rows.map(({ verdict, n }) => [verdict, n])),
  };
}

function deedsOf(pool: Database['pool']) {
  return {
    /** How many deeds of each matter this import has written, whatever else happened to it meanwhile. */
    async deeds(
      head: Pick<HistoryHead, 'id' | 'jurisdiction'>,
      incidents: readonly string[],
    ): Promise<Map<string, number>> {
      const { rows } = await pool.query<{ subject: string; n: number }>(
        `SELECT subject, count(*) AS n FROM ledger
         WHERE jurisdiction = $1 AND subject = ANY($2) AND body::jsonb #>> '{imported,import}' = $3 GROUP BY subject`,
        [head.jurisdiction, incidents, head.id],
      );
      return new Map(rows.map(({ subject, n }) => [subject, n]));
    },
  };
}
