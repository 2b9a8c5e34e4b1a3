import type { DrillSheet } from '#shared/wire/drill.ts';
import type { Database } from '../database.ts';

/** Sheets of drills. The table is its own; nothing here reads or writes the record. */
export function openDrillStore({ pool }: Pick<Database, 'pool'>) {
  return {
    async keep(jurisdiction: string, sheet: DrillSheet, at: number): Promise<void> {
      await pool.query(
        `INSERT INTO drill (jurisdiction, id, opened_at, touched_at, sheet) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (jurisdiction, id) DO UPDATE SET touched_at = excluded.touched_at, sheet = excluded.sheet`,
        [jurisdiction, sheet.head.id, sheet.head.openedAt, at, JSON.stringify(sheet)],
      );
    },
    /** The last ones, newest first. */
    async list(jurisdiction: string, most: number): Promise<{ sheet: DrillSheet; touchedAt: number }[]> {
      const { rows } = await pool.query<{ sheet: DrillSheet; touchedAt: number }>(
        `SELECT sheet, touched_at AS "touchedAt" FROM drill WHERE jurisdiction = $1 ORDER BY opened_at DESC, id LIMIT $2`,
        [jurisdiction, most],
      );
      return rows;
    },
    async find(jurisdiction: string, id: string): Promise<{ sheet: DrillSheet; touchedAt: number } | null> {
      const { rows } = await pool.query<{ sheet: DrillSheet; touchedAt: number }>(
        'SELECT sheet, touched_at AS "touchedAt" FROM drill WHERE jurisdiction = $1 AND id = $2',
        [jurisdiction, id],
      );
      return rows[0] ?? null;
    },
  };
}
