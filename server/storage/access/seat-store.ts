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
  /** The naming of a deputy by which the one who sits there stands in for another; null: nobody is stood in for. */
  acts_for: string | null;
  /** An identity provider vouched for a second factor. */
  strong: boolean;
  /** At the identity provider: who, and which sign-in there; null: the seat came by another way, or the provider names none. */
  provider_sub: string | null;
  provider_sid: string | null;
  /** When the directory last knew who sits there; null: the seat came by another way. */
  directory_at: number | null;
}
/** Who is stood in for: an account, or a unit. */
export type StoodInFor = { person: PersonRow; unit: null } | { person: null; unit: string };
export interface FoundSeat {
  seat: SeatRow;
  person: PersonRow;
  /** Null: nobody, or the naming is over. */
  for: StoodInFor | null;
}
export type SeatStore = ReturnType<typeof openSeatStore>;

/** The channel on which every node hears whose sign-in, screen or token has ended: `<jurisdiction> <id>`. */
export const endedChannel = 'ended';

/** A seat with who sits there and, at an instant, whom that one stands in for. */
const seatWithWho = `SELECT row_to_json(s) AS seat, row_to_json(p) AS person,
    CASE WHEN d.unit IS NOT NULL OR f.id IS NOT NULL
      THEN json_build_object('unit', d.unit, 'person', row_to_json(f)) END AS for
  FROM seat s
  JOIN person p ON p.jurisdiction = s.jurisdiction AND p.id = s.person
  LEFT JOIN deputy d ON d.id = s.acts_for AND d.jurisdiction = s.jurisdiction
    AND d.deputy = s.person AND d.starts_at <= $3 AND $3 < d.ends_at
  LEFT JOIN person f ON d.unit IS NULL AND f.jurisdiction = d.jurisdiction AND f.id = d.person
  WHERE s.id = $2 AND s.jurisdiction = $1`;

/** Seats of people. What ends one tells all nodes at once. */
export function openSeatStore({ pool }: Pick<Database, 'pool'>) {
  return { ...sitting(pool), ...ending(pool) };
}

/** Who sits where, and for whom. */
function sitting(pool: Database['pool']) {
  return {
    async take(row: Omit<SeatRow, 'acts_for'>): Promise<void> {
      const { id, jurisdiction, person, made_at, used_at, ends_at, address, agent, strong } = row;
      const { provider_sub, provider_sid, directory_at } = row;
      await pool.query(
        `WITH sat AS (INSERT INTO seat VALUES ($1, $2, $3, $4, $5, $6, $7, $8, null, $9, $10, $11, $12))
         UPDATE person SET used_at = $4 WHERE jurisdiction = $2 AND id = $3`,
        [
          id,
          jurisdiction,
          person,
          made_at,
          used_at,
          ends_at,
          address,
          agent,
          strong,
          provider_sub,
          provider_sid,
          directory_at,
        ],
      );
    },
    /** The seat with the person who sits there, and at an instant whom that one stands in for. */
    async find(jurisdiction: string, id: string, now: number): Promise<FoundSeat | null> {
      const values = [jurisdiction, id, now];
      const { rows } = await pool.query<FoundSeat>({ name: 'seat-find', text: seatWithWho, values });
      return rows[0] ?? null;
    },
    /** Sits down for somebody else, or as oneself again. */
    async standIn(id: string, deputy: string | null): Promise<void> {
      await pool.query('UPDATE seat SET acts_for = $2 WHERE id = $1', [id, deputy]);
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
  };
}

/** Seats that end, and who hears of it. */
function ending(pool: Database['pool']) {
  const tell = async (jurisdiction: string, id: string): Promise<void> =>
    void (await pool.query('SELECT pg_notify($1, $2)', [endedChannel, `${jurisdiction} ${id}`]));
  return {
    tell,
    /** Ends one seat of a person; false when it is not there. */
    async end(jurisdiction: string, person: string, id: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        'DELETE FROM seat WHERE jurisdiction = $1 AND person = $2 AND id = $3',
        [jurisdiction, person, id],
      );
      if (rowCount) await tell(jurisdiction, person);
      return rowCount === 1;
    },
    /** Ends the seats that came by a sign-in at the identity provider, or by all of somebody there; whose they were. */
    async endOfProvider(
      jurisdiction: string,
      { sub, sid }: { sub: string | null; sid: string | null },
    ): Promise<string[]> {
      const { rows } = await pool.query<{ person: string }>(
        `DELETE FROM seat WHERE jurisdiction = $1 AND provider_sub IS NOT NULL
           AND ($2::text IS NULL OR provider_sub = $2)
           AND ($3::text IS NULL OR provider_sid = $3 OR (provider_sid IS NULL AND $2::text IS NOT NULL)) RETURNING person`,
        [jurisdiction, sub, sid],
      );
      const people = [...new Set(rows.map(({ person }) => person))];
      for (const person of people) await tell(jurisdiction, person);
      return people;
    },
    ...directorySeats(pool, tell),
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

/** Seats that came by the password of a directory. */
function directorySeats(pool: Database['pool'], tell: (jurisdiction: string, id: string) => Promise<void>) {
  return {
    /** Whom a directory has said nothing of since an instant, the longest ago first. */
    async byDirectory(
      jurisdiction: string,
      since: number,
      limit: number,
    ): Promise<{ id: string; login: string }[]> {
      const { rows } = await pool.query<{ id: string; login: string }>(
        `SELECT p.id, p.login FROM seat s JOIN person p ON p.jurisdiction = s.jurisdiction AND p.id = s.person
         WHERE s.jurisdiction = $1 AND s.directory_at <= $2
         GROUP BY p.id, p.login ORDER BY min(s.directory_at), p.id LIMIT $3`,
        [jurisdiction, since, limit],
      );
      return rows;
    },
    async stillThere(jurisdiction: string, person: string, at: number): Promise<void> {
      await pool.query(
        'UPDATE seat SET directory_at = $3 WHERE jurisdiction = $1 AND person = $2 AND directory_at IS NOT NULL',
        [jurisdiction, person, at],
      );
    },
    async endOfDirectory(jurisdiction: string, person: string): Promise<void> {
      await pool.query(
        'DELETE FROM seat WHERE jurisdiction = $1 AND person = $2 AND directory_at IS NOT NULL',
        [jurisdiction, person],
      );
      await tell(jurisdiction, person);
    },
  };
}
