import type { Database } from '../database.ts';
import { openSheetStore, type SheetHead, type SheetRow, type SheetTables } from '../sheet-store.ts';

/** A sheet of matters, and when it began to be written, as its entries say. */
export interface HistoryHead extends SheetHead {
  begun_at: number | null;
}
export interface HistoryRowKept extends SheetRow {
  outside_id: string | null;
  /** The number that its matter has here. */
  incident: string | null;
}
export type HistoryStore = ReturnType<typeof openHistoryStore>;

const tables: SheetTables<'outside_id'> = {
  heads: 'history_import',
  rows: 'history_row',
  key: 'outside_id',
  fixed: 'kept.incident IS NOT NULL',
  begins: true,
};

/** Sheets of matters, row by row. */
export function openHistoryStore({ pool }: Pick<Database, 'pool'>) {
  return {
    ...openSheetStore<HistoryHead, HistoryRowKept, 'outside_id'>(pool, tables),
    ...numbersOf(pool),
    ...deedsOf(pool),
    async rowsByNo(id: string, nos: readonly number[]): Promise<HistoryRowKept[]> {
      const text = 'SELECT * FROM history_row WHERE import = $1 AND no = ANY($2) ORDER BY no';
      return (await pool.query<HistoryRowKept>(text, [id, nos])).rows;
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
