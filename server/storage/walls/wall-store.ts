import type { WallOrder } from '#shared/wall/order.ts';
import type { WallStatus } from '#shared/wall/status.ts';
import type { Database } from '../database.ts';

/** A wall as it is kept; what it was never told or never said is null. */
export interface WallRow {
  device: string;
  told: WallOrder | null;
  said: (WallStatus & { hungSince?: number }) | null;
  said_at: number | null;
}
/** A screen that shows a code. */
export interface PairingRow {
  jurisdiction: string;
  code: string;
  secret_hash: string;
  address: string;
  ends_at: number;
  /** The device that it became; null: it waits. */
  device: string | null;
}
export type WallStore = ReturnType<typeof openWallStore>;

/** Orders and words of walls. */
export function openWallStore({ pool }: Pick<Database, 'pool'>) {
  return {
    async walls(jurisdiction: string): Promise<WallRow[]> {
      const { rows } = await pool.query<WallRow>(
        'SELECT device, told, said, said_at FROM wall WHERE jurisdiction = $1',
        [jurisdiction],
      );
      return rows;
    },
    async told(device: string): Promise<WallOrder | null> {
      const { rows } = await pool.query<{ told: WallOrder | null }>(
        'SELECT told FROM wall WHERE device = $1',
        [device],
      );
      return rows[0]?.told ?? null;
    },
    /** Puts an order in the place of `before`; false when another came between. */
    async tell(jurisdiction: string, device: string, order: WallOrder, before: number): Promise<boolean> {
      const { rowCount } = await pool.query(
        `INSERT INTO wall (device, jurisdiction, told) VALUES ($1, $2, $3)
         ON CONFLICT (device) DO UPDATE SET told = excluded.told
           WHERE coalesce((wall.told ->> 'version')::int, 0) = $4`,
        [device, jurisdiction, JSON.stringify(order), before],
      );
      return rowCount === 1;
    },
    async say(jurisdiction: string, device: string, status: WallStatus, at: number): Promise<void> {
      await pool.query(
        `INSERT INTO wall (device, jurisdiction, said, said_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (device) DO UPDATE SET said = excluded.said, said_at = excluded.said_at`,
        [device, jurisdiction, JSON.stringify(status), at],
      );
    },
    /** Its page stands still since then, as its watchdog says; what it says itself takes that away. */
    async hang(device: string, since: number, at: number): Promise<void> {
      await pool.query(
        `UPDATE wall SET said = said || jsonb_build_object('hungSince', $2::bigint), said_at = $3
         WHERE device = $1 AND said IS NOT NULL`,
        [device, since, at],
      );
    },
    ...pairings(pool),
  };
}

function pairings(pool: Database['pool']) {
  return {
    /** Keeps a screen that waits, and forgets those whose time is over; false when the code is taken, or `most` wait already. */
    async begin(row: Omit<PairingRow, 'device'>, now: number, most: number): Promise<boolean> {
      await pool.query('DELETE FROM wall_pairing WHERE ends_at < $1', [now]);
      const { rowCount } = await pool.query(
        `INSERT INTO wall_pairing (jurisdiction, code, secret_hash, address, ends_at)
         SELECT $1, $2, $3, $4, $5
         WHERE (SELECT count(*) FROM wall_pairing WHERE jurisdiction = $1) < $6::int
         ON CONFLICT DO NOTHING`,
        [row.jurisdiction, row.code, row.secret_hash, row.address, row.ends_at, most],
      );
      return rowCount === 1;
    },
    /** The screen of a code that still waits. */
    async waiting(jurisdiction: string, code: string, now: number): Promise<PairingRow | null> {
      const { rows } = await pool.query<PairingRow>(
        'SELECT * FROM wall_pairing WHERE jurisdiction = $1 AND code = $2 AND device IS NULL AND ends_at > $3',
        [jurisdiction, code, now],
      );
      return rows[0] ?? null;
    },
    /** Gives a screen its device; false when somebody else did so first. */
    async give(jurisdiction: string, code: string, device: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        'UPDATE wall_pairing SET device = $3 WHERE jurisdiction = $1 AND code = $2 AND device IS NULL',
        [jurisdiction, code, device],
      );
      return rowCount === 1;
    },
    async bySecret(jurisdiction: string, secretHash: string, now: number): Promise<PairingRow | null> {
      const { rows } = await pool.query<PairingRow>(
        'SELECT * FROM wall_pairing WHERE jurisdiction = $1 AND secret_hash = $2 AND ends_at > $3',
        [jurisdiction, secretHash, now],
      );
      return rows[0] ?? null;
    },
    async end(secretHash: string): Promise<void> {
      await pool.query('DELETE FROM wall_pairing WHERE secret_hash = $1', [secretHash]);
    },
  };
}
