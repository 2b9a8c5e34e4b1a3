import type { PersonRow } from './access-tables.ts';
import type { Database } from '../database.ts';

/** A person at a browser: made at a sign-in, gone when it ends. */
export interface SeatRow {
  id: string;
  jurisdiction: string;
  person: string;
  made_at: number;
  used_at: number;
  ends_at: number;
  address: string;
  agent: string;
}
export type SeatStore = ReturnType<typeof openSeatStore>;

/** The channel on which every node hears whose sign-in, screen or token has ended: `<jurisdiction> <id>`. */
export const endedChannel = 'ended';

/** Seats of people. What ends one tells all nodes at once. */
export function openSeatStore({ pool }: Pick<Database, 'pool'>) {
  const tell = async (jurisdiction: string, id: string): Promise<void> =>
    void (await pool.query('SELECT pg_notify($1, $2)', [endedChannel, `${jurisdiction} ${id}`]));
  return {
    tell,
    async take(row: SeatRow): Promise<void> {
      const { id, jurisdiction, person, made_at, used_at, ends_at, address, agent } = row;
      await pool.query(
        `WITH sat AS (INSERT INTO seat VALUES ($1, $2, $3, $4, $5, $6, $7, $8))
         UPDATE person SET used_at = $4 WHERE jurisdiction = $2 AND id = $3`,
        [id, jurisdiction, person, made_at, used_at, ends_at, address, agent],
      );
    },
    /** The seat with the person who sits there. */
    async find(jurisdiction: string, id: string): Promise<{ seat: SeatRow; person: PersonRow } | null> {
      const { rows } = await pool.query<{ seat: SeatRow; person: PersonRow }>({
        name: 'seat-find',
        text: `SELECT row_to_json(s) AS seat, row_to_json(p) AS person FROM seat s
               JOIN person p ON p.jurisdiction = s.jurisdiction AND p.id = s.person
               WHERE s.id = $2 AND s.jurisdiction = $1`,
        values: [jurisdiction, id],
      });
      return rows[0] ?? null;
    },
    async use(id: string, at: number): Promise<void> {
      await pool.query('UPDATE seat SET used_at = $2 WHERE id = $1', [id, at]);
    },
    /** Newest first. */
    async list(jurisdiction: string, person: string): Promise<SeatRow[]> {
      const { rows } = await pool.query<SeatRow>(
        'SELECT * FROM seat WHERE jurisdiction = $1 AND person = $2 ORDER BY made_at DESC LIMIT 200',
        [jurisdiction, person],
      );
      return rows;
    },
    /** Ends one seat of a person; false when it is not there. */
    async end(jurisdiction: string, person: string, id: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        'DELETE FROM seat WHERE jurisdiction = $1 AND person = $2 AND id = $3',
        [jurisdiction, person, id],
      );
      if (rowCount) await tell(jurisdiction, person);
      return rowCount === 1;
    },
    /** Ends all seats of a person but one. */
    async endAll(jurisdiction: string, person: string, but: string | null): Promise<number> {
      const { rowCount } = await pool.query(
        'DELETE FROM seat WHERE jurisdiction = $1 AND person = $2 AND id IS DISTINCT FROM $3',
        [jurisdiction, person, but],
      );
      await tell(jurisdiction, person);
      return rowCount ?? 0;
    },
    /** Forgets seats that ended before an instant. */
    async sweep(before: number): Promise<void> {
      await pool.query('DELETE FROM seat WHERE ends_at < $1', [before]);
    },
  };
}
