import type { PoolClient } from 'pg';
import type { Database } from '../database.ts';

/** An entry with the subject and version of an earlier one. */
export interface Twin {
  seq: number;
  subject: string;
  version: number;
  /** The entry that stood there first. */
  first: number;
}

const theirs = `(SELECT min(seq) FROM ledger f
  WHERE f.jurisdiction = l.jurisdiction AND f.subject = l.subject AND f.version = l.version) AS first`;
const markedQuery = `SELECT seq, subject, version, ${theirs} FROM ledger l
  WHERE jurisdiction = $1 AND twin > 0 ORDER BY seq LIMIT $2`;
const anyQuery = `SELECT seq, subject, version, first FROM (
    SELECT seq, subject, version, min(seq) OVER (PARTITION BY subject, version) AS first
    FROM ledger WHERE jurisdiction = $1
  ) l WHERE seq > first ORDER BY seq LIMIT $2`;
/** Whether PostgreSQL itself keeps a second one out of every part: then only those marked before can be there. */
const guardQuery = `SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = 'ledger'::regclass
  AND NOT EXISTS (SELECT FROM pg_index x WHERE x.indrelid = h.inhrelid AND x.indisunique AND x.indisvalid
    AND x.indpred IS NULL AND pg_get_indexdef(x.indexrelid) LIKE '%(jurisdiction, subject, version, twin)'))`;

/** The first entries of a ledger that stand in it a second time, at most `most`. Cheap while the index that refuses them is there. */
export async function readTwins(
  client: Pick<PoolClient, 'query'>,
  jurisdiction: string,
  most: number,
): Promise<Twin[]> {
  const isGuarded = (await client.query(guardQuery)).rowCount === 1;
  return (await client.query<Twin>(isGuarded ? markedQuery : anyQuery, [jurisdiction, most])).rows;
}

/** The same of several ledgers, by jurisdiction; those without any are left out. */
export async function findTwins(
  { pool }: Database,
  jurisdictions: readonly string[],
): Promise<Map<string, Twin[]>> {
  const found = new Map<string, Twin[]>();
  for (const jurisdiction of jurisdictions) {
    const twins = await readTwins(pool, jurisdiction, 20);
    if (twins.length > 0) found.set(jurisdiction, twins);
  }
  return found;
}
