import type { PushSubscriptionGiven } from '#shared/wire/phone-push.ts';
import type { Database } from '../database.ts';
import type { PersonRow } from './access-tables.ts';

/** A phone that wants to be told, and who carries it. */
export interface PushedPhone {
  seat: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  person: PersonRow;
}
export type PhonePushStore = ReturnType<typeof openPhonePushStore>;

/** Subscriptions hang on sign-ins: what ends a sign-in ends them in the same statement. */
export function openPhonePushStore({ pool }: Pick<Database, 'pool'>) {
  return {
    /** One a sign-in; the phone's newest address takes the place of the one before. */
    async put(seat: string, jurisdiction: string, given: PushSubscriptionGiven, at: number): Promise<void> {
      await pool.query(
        `INSERT INTO phone_push VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (seat) DO UPDATE SET endpoint = $3, p256dh = $4, auth = $5, made_at = $6`,
        [seat, jurisdiction, given.endpoint, given.keys.p256dh, given.keys.auth, at],
      );
    },
    async drop(seat: string): Promise<void> {
      await pool.query('DELETE FROM phone_push WHERE seat = $1', [seat]);
    },
    async has(seat: string): Promise<boolean> {
      return (await pool.query('SELECT FROM phone_push WHERE seat = $1', [seat])).rowCount === 1;
    },
    /** Those whose sign-in stands, whose person has not been shut out. */
    async all(jurisdiction: string, now: number): Promise<PushedPhone[]> {
      const { rows } = await pool.query<PushedPhone>(
        `SELECT f.seat, f.endpoint, f.p256dh, f.auth, row_to_json(p) AS person
         FROM phone_push f JOIN seat s ON s.id = f.seat
         JOIN person p ON p.jurisdiction = s.jurisdiction AND p.id = s.person
         WHERE f.jurisdiction = $1 AND s.ends_at > $2 LIMIT 5000`,
        [jurisdiction, now],
      );
      return rows;
    },
    /** Whether nobody has told this phone of it yet; from now on somebody has. */
    async isFirst(seat: string, incident: string, version: number): Promise<boolean> {
      const { rowCount } = await pool.query(
        `INSERT INTO phone_push_told SELECT seat, $2, $3 FROM phone_push WHERE seat = $1 ON CONFLICT DO NOTHING`,
        [seat, incident, version],
      );
      return rowCount === 1;
    },
  };
}
