import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { PoolClient } from 'pg';
import type { Database } from '../database.ts';
import { chainColumnNames, narrowest } from '../grid-columns.ts';
import type { WorldRow } from './world-row.ts';
import { inTransaction } from '../transaction.ts';
import { levelColumns } from '#shared/grid/levels.ts';

export type CopiedRow = WorldRow;

const columns = `jurisdiction, id, kind, version, ${chainColumnNames()}, lng, lat, open, sealed, keys, digest, source,
  confirmed_at, confirmed_by, made_at, changed_at, ended_at`;

/** Copies rows into the table of records or one of its form. */
export async function copyRows(
  client: PoolClient,
  table: string,
  jurisdiction: string,
  rows: Iterable<CopiedRow>,
): Promise<void> {
  const target = client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`));
  await pipeline(Readable.from(inChunks(jurisdiction, rows)), target);
}

/** What the index of keys is made anew after, in place of being kept up row by row. */
const worthMakingAnew = 100_000;

/**
 * The records of a jurisdiction that has none, all at once; 0, with nothing written, when it has some. Of so many rows the index is
 * made afterwards: that takes a third of the time.
 */
export async function fillWorld(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  expected: number,
  rows: Iterable<CopiedRow>,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('world ' || $1))", [jurisdiction]);
    const some = await client.query('SELECT 1 FROM world_record WHERE jurisdiction = $1 LIMIT 1', [
      jurisdiction,
    ]);
    if (some.rowCount === 0) {
      const anew = expected >= worthMakingAnew;
      if (anew) await client.query('DROP INDEX world_record_keys');
      await copyRows(client, 'world_record', jurisdiction, rows);
      if (anew) {
        await client.query("SET LOCAL maintenance_work_mem = '512MB'");
        await client.query(
          'CREATE INDEX world_record_keys ON world_record USING gin (keys) WITH (fastupdate = off)',
        );
      }
      await client.query(
        `INSERT INTO world_count SELECT jurisdiction, coalesce(${narrowest()}, ''), kind, count(*) FROM world_record
         WHERE jurisdiction = $1 GROUP BY 1, 2, 3`,
        [jurisdiction],
      );
    }
    const { rows: total } = await client.query<{ n: number }>(
      'SELECT coalesce(sum(n), 0)::int AS n FROM world_count WHERE jurisdiction = $1',
      [jurisdiction],
    );
    return some.rowCount === 0 ? (total[0]?.n ?? 0) : 0;
  });
}

/** Lines joined to some 64 kB; others get their turn after each. */
async function* inChunks(jurisdiction: string, rows: Iterable<CopiedRow>): AsyncGenerator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += lineOf(jurisdiction, row);
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = '';
    await turn();
  }
  if (chunk) yield chunk;
}

function lineOf(jurisdiction: string, row: CopiedRow): string {
  const values = [
    ...[jurisdiction, row.id, row.kind, row.version, ...levelColumns.map((_, at) => row.grids[at])],
    ...[row.place?.lng, row.place?.lat],
    ...[
      JSON.stringify(row.open),
      bytes(row.sealed),
      `{${row.keys.join(',')}}`,
      bytes(row.digest),
      row.source,
    ],
    ...[row.confirmedAt, row.confirmedBy, row.madeAt, row.changedAt, row.endedAt],
  ];
  return `${values.map(field).join('\t')}\n`;
}

const bytes = (value: Buffer | null): string | null => value && `\\x${value.toString('hex')}`;
const special: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value in COPY's text format. */
function field(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '\\N';
  return typeof value === 'string'
    ? value.replace(/[\\\t\n\r]/g, (char) => special[char] ?? char)
    : String(value);
}
