import type { Database } from '../database.ts';
import { inTransaction } from '../transaction.ts';

/** So many entries are read in one transaction. */
const chunk = 2_000;

export interface Named {
  incident: string;
  record: string;
  /** The field that named it. */
  role: string;
  at: number;
  byId: string;
}
interface Entry {
  subject: string;
  at: number;
  body: string;
}

/**
 * Reads the next entries of the ledger that may name records, and keeps what `read` finds in them; false when there are none left.
 * `fields`: ids of fields that name records, of which an entry must hold one to be looked at.
 */
export async function linkNext(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  fields: readonly string[],
  read: (entry: Entry) => Named[],
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query('INSERT INTO world_mark VALUES ($1, 0) ON CONFLICT DO NOTHING', [jurisdiction]);
    const mark = await client.query<{ seq: number }>(
      'SELECT seq FROM world_mark WHERE jurisdiction = $1 FOR UPDATE',
      [jurisdiction],
    );
    const head = await client.query<{ seq: number }>('SELECT seq FROM jurisdiction WHERE id = $1', [
      jurisdiction,
    ]);
    const from = mark.rows[0]?.seq ?? 0;
    const to = Math.min(head.rows[0]?.seq ?? 0, from + chunk);
    if (to > from) {
      const found = await client.query<Entry>(
        `SELECT subject, at, body FROM ledger
         WHERE jurisdiction = $1 AND seq > $2 AND seq <= $3 AND body LIKE ANY ($4) ORDER BY seq`,
        [jurisdiction, from, to, fields.map((id) => `%"${id}":%`)],
      );
      const links = found.rows.flatMap(read).map(({ byId, ...rest }) => ({ ...rest, by: byId }));
      await client.query(
        `INSERT INTO world_link SELECT $1, l.record, l.incident, l.role, l.at, l.by
         FROM json_to_recordset($2) AS l (record text, incident text, role text, at bigint, by text)
         ON CONFLICT DO NOTHING`,
        [jurisdiction, JSON.stringify(links)],
      );
      await client.query('UPDATE world_mark SET seq = $2 WHERE jurisdiction = $1', [jurisdiction, to]);
    }
    return to > from;
  });
}
