import type { Purpose } from '#shared/record/purpose.ts';
import type { Database } from '../database.ts';
import { narrowest } from '../grid-columns.ts';
import { foundColumns, rowOf, type FoundRow } from './world-row.ts';

/** A file of records that somebody asked for. */
export interface ExportRow {
  id: string;
  askedAt: number;
  byId: string;
  byName: string;
  kind: string;
  grid: string | null;
  fields: readonly string[];
  purpose: Purpose;
  why: string;
  found: number;
  /** Whether a second person has to allow it. */
  needsWord: boolean;
  /** Null: nobody has decided yet. */
  granted: boolean | null;
  decidedAt: number | null;
  decidedBy: string | null;
  decidedName: string | null;
  decidedWhy: string | null;
  fetched: number;
}
export type WorldExports = ReturnType<typeof openWorldExports>;

const columns = `id, asked_at AS "askedAt", by_id AS "byId", by_name AS "byName", kind, grid, fields, purpose, why, found,
  needs_word AS "needsWord", granted, decided_at AS "decidedAt", decided_by AS "decidedBy", decided_name AS "decidedName",
  decided_why AS "decidedWhy", fetched`;

function askedExports({ pool }: Pick<Database, 'pool'>) {
  return {
    async ask(jurisdiction: string, row: ExportRow): Promise<void> {
      await pool.query(
        `INSERT INTO world_export (jurisdiction, id, asked_at, by_id, by_name, kind, grid, fields, purpose, why, found, needs_word)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          ...[jurisdiction, row.id, row.askedAt, row.byId, row.byName, row.kind, row.grid],
          ...[row.fields, row.purpose, row.why, row.found, row.needsWord],
        ],
      );
    },
    async of(jurisdiction: string, id: string): Promise<ExportRow | null> {
      const { rows } = await pool.query<ExportRow>(
        `SELECT ${columns} FROM world_export WHERE jurisdiction = $1 AND id = $2`,
        [jurisdiction, id],
      );
      return rows[0] ?? null;
    },
    /** Those of one person, or all; newest first. */
    async list(jurisdiction: string, by: string | null, limit: number): Promise<ExportRow[]> {
      const { rows } = await pool.query<ExportRow>(
        `SELECT ${columns} FROM world_export WHERE jurisdiction = $1 AND ($2::text IS NULL OR by_id = $2)
         ORDER BY asked_at DESC LIMIT $3`,
        [jurisdiction, by, limit],
      );
      return rows;
    },
  };
}

function decidedExports({ pool }: Pick<Database, 'pool'>) {
  return {
    /** False when somebody was faster. */
    async decide(
      jurisdiction: string,
      id: string,
      word: { granted: boolean; at: number; by: string; name: string; why: string | null },
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE world_export SET granted = $3, decided_at = $4, decided_by = $5, decided_name = $6, decided_why = $7
         WHERE jurisdiction = $1 AND id = $2 AND granted IS NULL AND needs_word`,
        [jurisdiction, id, word.granted, word.at, word.by, word.name, word.why],
      );
      return rowCount === 1;
    },
    async fetched(jurisdiction: string, id: string, rows: number): Promise<void> {
      await pool.query(
        'UPDATE world_export SET fetched = fetched + 1, rows_out = rows_out + $3 WHERE jurisdiction = $1 AND id = $2',
        [jurisdiction, id, rows],
      );
    },
    /** Records of a kind in a narrow grid (null: in none) that have not ended, behind an id, by their ids. */
    async page(
      jurisdiction: string,
      kind: string,
      grid: string | null,
      after: string,
      limit: number,
    ): Promise<FoundRow[]> {
      const { rows } = await pool.query(
        `SELECT ${foundColumns} FROM world_record
         WHERE jurisdiction = $1 AND ${narrowest()} IS NOT DISTINCT FROM $2 AND kind = $3 AND ended_at IS NULL AND id > $4
         ORDER BY id LIMIT $5`,
        [jurisdiction, grid, kind, after, limit],
      );
      return rows.map(rowOf);
    },
  };
}

/** Files of records: who asked, who allowed, and the rows themselves a page at a time. */
export function openWorldExports(database: Pick<Database, 'pool'>) {
  return { ...askedExports(database), ...decidedExports(database) };
}
