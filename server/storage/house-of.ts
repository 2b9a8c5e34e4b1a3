import { createHash } from 'node:crypto';
import type { Database } from './database.ts';

/** The name of a house among others: that of its database in its cluster, the same on each of its nodes. */
export async function houseOf({ pool }: Pick<Database, 'pool'>): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT system_identifier || ' ' || current_database() AS name FROM pg_control_system()",
  );
  return createHash('sha256')
    .update(rows[0]?.name ?? '')
    .digest('hex')
    .slice(0, 16);
}
