import type { Database } from './database.ts';

/** Sends notices in one transaction, in their order. Throws when the database does not take them; none is sent then. */
export async function notifyAll(
  { pool }: Pick<Database, 'pool'>,
  channel: string,
  payloads: readonly string[],
): Promise<void> {
  await pool.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) WITH ORDINALITY AS n(payload, i)', [
    channel,
    payloads,
  ]);
}
