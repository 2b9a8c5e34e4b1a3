import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { Database } from '../database.ts';
import { leavesOf, lockYears, makeLeafTable, type Leaf } from './ledger-leaves.ts';
import type { LedgerRow } from './ledger-row.ts';
import { inTransaction, withConnection } from '../transaction.ts';

/** Closed years of ledgers that lie in files: their rows, and how the entries leave the database. */
export interface VolumeRow {
  jurisdiction: string;
  year: number;
  ref: string;
  first: number;
  last: number;
  firstAt: number;
  lastAt: number;
  /** Hash before its first entry, and of its last. */
  before: string;
  hash: string;
  bytes: number;
  /** Where the index of the file begins. */
  indexAt: number;
  madeAt: number;
  /** Its entries are no longer rows. */
  bound: boolean;
}

const volumeColumns = `jurisdiction, year, ref, first, last, first_at AS "firstAt", last_at AS "lastAt", before, hash, bytes,
  index_at AS "indexAt", made_at AS "madeAt", bound`;

/** All volumes of a county, the oldest first. */
export async function readVolumes(
  { pool }: { pool: Pick<PoolClient, 'query'> },
  jurisdiction: string,
): Promise<VolumeRow[]> {
  const { rows } = await pool.query<VolumeRow>({
    name: 'ledger-volumes',
    text: `SELECT ${volumeColumns} FROM ledger_volume WHERE jurisdiction = $1 ORDER BY first`,
    values: [jurisdiction],
  });
  return rows;
}

export async function addVolume({ pool }: Pick<Database, 'pool'>, row: VolumeRow): Promise<void> {
  await pool.query(
    `INSERT INTO ledger_volume VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false)`,
    [
      ...[row.jurisdiction, row.year, row.ref, row.first, row.last, row.firstAt, row.lastAt],
      ...[row.before, row.hash, row.bytes, row.indexAt, row.madeAt],
    ],
  );
}

/** The first and the last entry after `after` and before an instant; null where there is none. */
export async function readSpan(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  after: number,
  before: number,
): Promise<{ first: Pick<LedgerRow, 'seq' | 'at'>; last: Pick<LedgerRow, 'seq' | 'at'> } | null> {
  const one = async (order: string) => {
    const { rows } = await pool.query<Pick<LedgerRow, 'seq' | 'at'>>(
      `SELECT seq, at FROM ledger WHERE jurisdiction = $1 AND seq > $2 AND at < $3 ORDER BY seq ${order} LIMIT 1`,
      [jurisdiction, after, before],
    );
    return rows[0];
  };
  const [first, last] = [await one('ASC'), await one('DESC')];
  return first && last ? { first, last } : null;
}

/** What follows the ledger and has not come to an entry, by name: it would find a hole. */
export async function readLagging(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  seq: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT 'search' AS name FROM jurisdiction j LEFT JOIN search_mark m ON m.jurisdiction = j.id
       WHERE j.id = $1 AND (m.seq IS NULL OR m.seq < $2 OR m.filled_at IS NOT NULL)
     UNION ALL SELECT 'figures' FROM jurisdiction j LEFT JOIN figure_mark m ON m.jurisdiction = j.id
       WHERE j.id = $1 AND (m.seq IS NULL OR m.seq < $2 OR m.filled_id IS NOT NULL OR m.month IS NOT NULL)
     UNION ALL SELECT 'links of records' FROM world_mark WHERE jurisdiction = $1 AND seq < $2
     UNION ALL SELECT 'outgoing' FROM source_head WHERE jurisdiction = $1 AND seq < $2
     UNION ALL SELECT 'anchors' FROM jurisdiction j
       WHERE j.id = $1 AND NOT EXISTS (SELECT FROM anchor a WHERE a.jurisdiction = j.id AND a.seq >= $2)`,
    [jurisdiction, seq],
  );
  return rows.map(({ name }) => name);
}

/** Parts that are over and whose entries all lie in files by now. */
export async function readBoundLeaves({ pool }: Pick<Database, 'pool'>): Promise<Leaf[]> {
  const found: Leaf[] = [];
  for (const leaf of await leavesOf(pool)) {
    const { rows } = await pool.query<{ whole: boolean; waiting: boolean }>(
      `SELECT NOT EXISTS (${beyondOf(leaf.name)}) AS whole,
         EXISTS (SELECT FROM ledger_volume WHERE NOT bound AND last_at < $1) AS waiting`,
      [leaf.to],
    );
    if (rows[0]?.whole && rows[0].waiting) found.push(leaf);
  }
  return found;
}

/** Counties with entries in a part that are in no volume. */
const beyondOf = (leaf: string): string => `
  SELECT FROM jurisdiction j WHERE EXISTS (SELECT FROM ${leaf} l WHERE l.jurisdiction = j.id
    AND l.seq > coalesce((SELECT max(last) FROM ledger_volume v WHERE v.jurisdiction = j.id), 0))`;

/** What was remarked in entries that are rows still, behind what is kept of those that are not. */
export const remarksOf = (incident: string): string => `concat_ws(E'\\n',
  (SELECT nullif(b.remarks, '') FROM ledger_bound b WHERE b.jurisdiction = ${incident}.jurisdiction AND b.subject = ${incident}.id),
  (SELECT string_agg(coalesce(fact ->> 'text', fact ->> 'note'), E'\\n' ORDER BY version) FROM (
    SELECT version, body::json -> 'fact' AS fact FROM ledger
    WHERE ledger.jurisdiction = ${incident}.jurisdiction AND subject = ${incident}.id
      AND seq > coalesce((SELECT b.seq FROM ledger_bound b
        WHERE b.jurisdiction = ${incident}.jurisdiction AND b.subject = ${incident}.id), 0)
      AND body ~ '"kind":"(noted|said)"|"note":"[^"]'
  ) AS told))`;

/**
 * Notes the matters and warnings of a part that are at their end, with what other tables are made from. They stay rows until the part
 * goes: said twice it says the same.
 */
async function noteBound({ pool }: Pick<Database, 'pool'>, leaf: Leaf): Promise<void> {
  await pool.query(
    `WITH last AS (
       SELECT jurisdiction, subject AS id, max(seq) AS seq, max(version) AS version FROM ${leaf.name} GROUP BY 1, 2
     ), gone AS (
       SELECT l.* FROM last l LEFT JOIN incident i USING (jurisdiction, id) LEFT JOIN warning w USING (jurisdiction, id)
       WHERE (NOT i.open AND i.ended IS NOT NULL AND i.version = l.version) OR (w.released AND w.version = l.version)
     )
     INSERT INTO ledger_bound (jurisdiction, subject, seq, remarks, agent)
     SELECT g.jurisdiction, g.id, g.seq, ${remarksOf('g')}, (
       SELECT a.body::json #>> '{by,id}' FROM ledger a
       WHERE a.jurisdiction = g.jurisdiction AND a.subject = g.id AND a.body LIKE '%"transition":"accept"%'
       ORDER BY a.version DESC LIMIT 1)
     FROM gone g
     ON CONFLICT (jurisdiction, subject) DO UPDATE SET seq = excluded.seq, remarks = excluded.remarks,
       agent = coalesce(excluded.agent, ledger_bound.agent)`,
  );
}

const tries = 60;
/** Whoever reads the whole ledger is waited for so long at a time, so that no order waits behind us. */
const waitMs = 500;

/**
 * Puts in the place of a part one that holds only entries of what goes on: the rest lies in volumes. The exchange itself takes as long
 * for a year as for a day. False when somebody read the ledger all the while.
 */
export async function dropBound(database: Pick<Database, 'pool'>, leaf: Leaf): Promise<boolean> {
  await noteBound(database, leaf);
  for (let n = 0; n < tries; n++) {
    try {
      await inTransaction(database.pool, (client) => exchange(client, leaf));
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03') throw error;
    }
    await pause(waitMs);
  }
  return false;
}

async function exchange(client: PoolClient, { name, from, to }: Leaf): Promise<void> {
  await lockYears(client);
  const kept = `${name}_kept`;
  await makeLeafTable(client, kept);
  await client.query(
    `INSERT INTO ${kept} SELECT l.* FROM ${name} l WHERE NOT EXISTS (
       SELECT FROM ledger_bound b WHERE b.jurisdiction = l.jurisdiction AND b.subject = l.subject AND b.seq >= l.seq)`,
  );
  await client.query(`SET LOCAL lock_timeout = ${waitMs}`);
  await client.query('LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE');
  const late = await client.query(beyondOf(name));
  if (late.rowCount) throw new Error(`${name} was written to since its volumes were made`);
  // What went on when earlier years left, and ended in this one.
  if (from !== null)
    await client.query(
      `DELETE FROM ledger l USING ledger_bound b
       WHERE l.at < $1 AND b.jurisdiction = l.jurisdiction AND b.subject = l.subject AND b.seq >= l.seq`,
      [from],
    );
  await client.query(`ALTER TABLE ledger DETACH PARTITION ${name}`);
  await client.query(
    `ALTER TABLE ledger ATTACH PARTITION ${kept} FOR VALUES FROM (${from ?? 'MINVALUE'}) TO (${to})`,
  );
  await client.query(`DROP TABLE ${name}`);
  await client.query(`ALTER TABLE ${kept} RENAME TO ${name}`);
  await client.query('UPDATE ledger_volume SET bound = true WHERE last_at < $1', [to]);
}

/** Does it while nobody else binds this database; false, and nothing done, where somebody does. */
export async function aloneBinding(
  { pool }: Pick<Database, 'pool'>,
  work: () => Promise<void>,
): Promise<boolean> {
  const lock = "hashtext('binding the ledger')";
  return withConnection(pool, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>(`SELECT pg_try_advisory_lock(${lock}) AS mine`);
    if (!rows[0]?.mine) return false;
    try {
      await work();
    } finally {
      await client.query(`SELECT pg_advisory_unlock(${lock})`);
    }
    return true;
  });
}
