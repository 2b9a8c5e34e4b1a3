import type { PoolClient } from 'pg';
import type { Database } from '../database.ts';
import { scoreDayOffsetMs } from './record-tables.ts';
import { inTransaction } from '../transaction.ts';

/** The parts of the ledger by years (migration 065). Years begin as China counts them. */
export interface Leaf {
  name: string;
  /** Its first instant; null: it has none, whatever is older lies in it. */
  from: number | null;
  /** The first instant after it. */
  to: number;
}

export const yearOf = (at: number): number => new Date(at + scoreDayOffsetMs).getUTCFullYear();
export const beginOf = (year: number): number => Date.UTC(year, 0, 1) - scoreDayOffsetMs;

/** Takes what no part was made for. */
const elsewhere = 'ledger_else';
/** Years ahead that have their part. */
const ahead = 2;

type Asks = Pick<PoolClient, 'query'>;

/** All but the one for everything else, the oldest first. */
export async function leavesOf(client: Asks): Promise<Leaf[]> {
  const { rows } = await client.query<Leaf>(
    `SELECT c.relname AS name, (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''?(-?\\d+)'))[1]::int8 AS from,
       (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''?(-?\\d+)'))[1]::int8 AS to
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'ledger'::regclass AND c.relname <> $1 ORDER BY 3`,
    [elsewhere],
  );
  return rows;
}

/** A table as a part has to be, with its keys; it belongs to nothing yet. */
export async function makeLeafTable(client: Asks, name: string): Promise<void> {
  await client.query(`CREATE TABLE ${name} (LIKE ledger INCLUDING ALL)`);
  await client.query(`ALTER TABLE ${name} ADD PRIMARY KEY (jurisdiction, seq)`);
  await client.query(`CREATE UNIQUE INDEX ON ${name} (jurisdiction, subject, version, twin)`);
  await client.query(`CREATE INDEX ON ${name} (jurisdiction, seq) WHERE twin > 0`);
}

/** Makes the parts of this year and of those ahead. */
export async function makeYears({ pool }: Pick<Database, 'pool'>, now: number): Promise<void> {
  const last = (await leavesOf(pool)).at(-1);
  if (!last || beginOf(yearOf(now) + ahead) < last.to) return;
  return inTransaction(pool, async (client) => {
    await lockYears(client);
    const from = yearOf((await leavesOf(client)).at(-1)?.to ?? now);
    for (let year = from; year <= yearOf(now) + ahead; year++) {
      await makeLeafTable(client, `ledger_${year}`);
      await client.query(
        `ALTER TABLE ledger ATTACH PARTITION ledger_${year} FOR VALUES FROM (${beginOf(year)}) TO (${beginOf(year + 1)})`,
      );
    }
  });
}

/** Nobody else changes the parts until this transaction ends. */
export async function lockYears(client: Asks): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('ledger years'))");
}
