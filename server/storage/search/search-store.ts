import type { PoolClient } from 'pg';
import { chainOfColumns, type ChainColumns } from '#shared/grid/levels.ts';
import { facet, gramBits } from '#shared/search/grams.ts';
import type { Searchable, SearchDocument } from '#shared/search/document.ts';
import type { Database } from '../database.ts';
import { chainColumnNames } from '../grid-columns.ts';
import { remarksOf } from '../record/volume-store.ts';
import { inTransaction } from '../transaction.ts';

/**
 * Writing the search index. It follows the ledger in transactions of its own, so the record lane waits for none of it. Incidents
 * stand in slices in the order of their reports, and eight slices on a shelf. Every token carries the number of its shelf: the
 * index of a shelf is a small one of its own, read alone and held in memory while it is written. Its slice is one more token of
 * an incident, so a shelf can be read whole (for what is rare) or a slice at a time (for what is frequent).
 */

/** Raised when documents are made otherwise than before: those of another form are made again. */
export const form = 2;
/** Incidents a slice. */
export const sliceSize = 8_192;
/** Numbers of slices without this many low bits are numbers of shelves. */
export const shelfBits = 3;
/** Incidents or ledger entries a transaction. */
const batch = 500;

/** How documents are made, and how many of them make a slice. */
export interface Making {
  makeDocument(incident: Searchable): SearchDocument;
  sliceSize?: number;
}

export const shelfOf = (slice: number): number => slice >> shelfBits;
/** The gram of a slice among those of its shelf. */
export const sliceGram = (slice: number): number => facet('slice', String(slice & ((1 << shelfBits) - 1)));
/** A token of the index: a gram as it stands on a shelf. Numbers of shelves beyond 4,096 share tokens, which costs a look. */
export const tokenOn = (shelf: number, gram: number): number => (shelf << gramBits) | gram;

/** The ledger's last entry, how many of its entries the index lacks, and whether it was ever made whole. */
export async function readLag({ pool }: Pick<Database, 'pool'>, jurisdiction: string) {
  const { rows } = await pool.query<{ head: number; seq: number | null; filling: boolean }>(
    `SELECT j.seq AS head, m.seq, m.filled_at IS NOT NULL AS filling
     FROM jurisdiction j LEFT JOIN search_mark m ON m.jurisdiction = j.id AND m.form = $2 WHERE j.id = $1`,
    [jurisdiction, form],
  );
  const [found] = rows;
  if (!found) return { head: 0, entries: 0, isMade: true };
  const { head, seq, filling } = found;
  return { head, entries: head - (seq ?? 0), isMade: seq !== null && !filling };
}

/** Indexes the next incidents in a transaction; false when nothing is left to do. */
export async function indexNext(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  making: Making,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const mark = await lockMark(client, jurisdiction);
    const more = mark ? await advance(client, jurisdiction, mark, making) : false;
    return more;
  });
}

interface Mark {
  form: number;
  seq: number;
  filled_at: number | null;
  filled_id: string | null;
}
interface Row extends Omit<Searchable, 'grids'>, ChainColumns {
  reported_at: number;
}
/** What was remarked on an incident, said in its channel and given as the reason of a step, in the order it came. */
const remarks = `SELECT ${remarksOf('incident')}`;
const rowColumns = `id, title, address, concat_ws(E'\\n', state ->> 'detail', state #>> '{outside,id}') AS detail, (${remarks}) AS remarks, item, source, procedure,
  node, ${chainColumnNames()}, units, open, reported_at`;

/** Only one node at a time goes on. Null: the ledger does not know this jurisdiction. */
async function lockMark(client: PoolClient, jurisdiction: string): Promise<Mark | null> {
  await client.query(
    `INSERT INTO search_mark (jurisdiction, form, seq) SELECT id, 0, 0 FROM jurisdiction WHERE id = $1
     ON CONFLICT DO NOTHING`,
    [jurisdiction],
  );
  const { rows } = await client.query<Mark>(
    'SELECT form, seq, filled_at, filled_id FROM search_mark WHERE jurisdiction = $1 FOR UPDATE',
    [jurisdiction],
  );
  const [found] = rows;
  if (!found || found.form === form) return found ?? null;
  // From the start: what is committed by now is filled in, what comes later is in the ledger behind `seq`.
  await client.query('DELETE FROM incident_search WHERE jurisdiction = $1', [jurisdiction]);
  await client.query('DELETE FROM search_slice WHERE jurisdiction = $1', [jurisdiction]);
  const begun = await client.query<Mark>(
    `UPDATE search_mark SET form = $2, filled_at = -1, filled_id = '',
       seq = (SELECT seq FROM jurisdiction WHERE id = $1)
     WHERE jurisdiction = $1 RETURNING form, seq, filled_at, filled_id`,
    [jurisdiction, form],
  );
  return begun.rows[0] ?? null;
}

async function advance(
  client: PoolClient,
  jurisdiction: string,
  mark: Mark,
  making: Making,
): Promise<boolean> {
  return mark.filled_at === null
    ? follow(client, jurisdiction, mark.seq, making)
    : fill(client, jurisdiction, mark, making);
}

/** The next of all incidents, oldest first. */
async function fill(client: PoolClient, jurisdiction: string, mark: Mark, making: Making): Promise<boolean> {
  const { rows } = await client.query<Row>(
    `SELECT ${rowColumns} FROM incident WHERE jurisdiction = $1 AND (reported_at, id) > ($2, $3)
     ORDER BY reported_at, id LIMIT ${batch}`,
    [jurisdiction, mark.filled_at, mark.filled_id],
  );
  await putDocuments(client, jurisdiction, rows, making);
  const last = rows.length === batch ? rows.at(-1) : undefined;
  await client.query('UPDATE search_mark SET filled_at = $2, filled_id = $3 WHERE jurisdiction = $1', [
    jurisdiction,
    last?.reported_at ?? null,
    last?.id ?? null,
  ]);
  return true;
}

/** The incidents that the next ledger entries are about, as they are by now. */
async function follow(
  client: PoolClient,
  jurisdiction: string,
  seq: number,
  making: Making,
): Promise<boolean> {
  const { rows: entries } = await client.query<{ seq: number; subject: string }>(
    'SELECT seq, subject FROM ledger WHERE jurisdiction = $1 AND seq > $2 ORDER BY seq LIMIT $3',
    [jurisdiction, seq, batch],
  );
  const last = entries.at(-1);
  if (!last) return false;
  const { rows } = await client.query<Row>(
    `SELECT ${rowColumns} FROM incident WHERE jurisdiction = $1 AND id = ANY($2::text[]) ORDER BY reported_at, id`,
    [jurisdiction, [...new Set(entries.map(({ subject }) => subject))]],
  );
  await putDocuments(client, jurisdiction, rows, making);
  await client.query('UPDATE search_mark SET seq = $2 WHERE jurisdiction = $1', [jurisdiction, last.seq]);
  return entries.length === batch;
}

interface Slice {
  number: number;
  incidents: number;
  last_at: number;
}

async function putDocuments(
  client: PoolClient,
  jurisdiction: string,
  rows: readonly Row[],
  making: Making,
): Promise<void> {
  if (rows.length === 0) return;
  const known = await client.query<{ id: string; slice: number }>(
    'SELECT id, slice FROM incident_search WHERE jurisdiction = $1 AND id = ANY($2::text[])',
    [jurisdiction, rows.map(({ id }) => id)],
  );
  const sliceOf = new Map(known.rows.map(({ id, slice }) => [id, slice]));
  const slices = await openSlices(client, jurisdiction, making.sliceSize ?? sliceSize);
  const put: unknown[] = [];
  for (const row of rows) {
    const slice = sliceOf.get(row.id) ?? (await slices.place(row.reported_at));
    const { text, grams } = making.makeDocument(searchableOf(row));
    const tokens = Array.from(grams.add(sliceGram(slice)), (gram) => tokenOn(shelfOf(slice), gram));
    put.push({ id: row.id, reported_at: row.reported_at, slice, text, tokens });
  }
  await slices.keep();
  await client.query(
    `INSERT INTO incident_search (jurisdiction, id, reported_at, slice, text, tokens)
     SELECT $1, r.* FROM json_to_recordset($2) AS r (id text, reported_at bigint, slice int, text text, tokens int[])
     ON CONFLICT (jurisdiction, id) DO UPDATE SET text = excluded.text, tokens = excluded.tokens
     WHERE incident_search.tokens <> excluded.tokens OR incident_search.text <> excluded.text`,
    [jurisdiction, JSON.stringify(put)],
  );
}

/** Where new incidents go: the newest slice until it is full. Reports of one instant are not parted. */
async function openSlices(client: PoolClient, jurisdiction: string, size: number) {
  let slice: Slice | undefined = (
    await client.query<Slice>(
      'SELECT number, incidents, last_at FROM search_slice WHERE jurisdiction = $1 ORDER BY number DESC LIMIT 1',
      [jurisdiction],
    )
  ).rows[0];
  async function keep(): Promise<void> {
    if (!slice) return;
    await client.query(
      'UPDATE search_slice SET incidents = $3, last_at = $4 WHERE jurisdiction = $1 AND number = $2',
      [jurisdiction, slice.number, slice.incidents, slice.last_at],
    );
  }
  async function place(at: number): Promise<number> {
    if (!slice || (slice.incidents >= size && at > slice.last_at)) {
      await keep();
      const made = await client.query<Slice>(
        `INSERT INTO search_slice (jurisdiction, incidents, first_at, last_at) VALUES ($1, 0, $2, $2)
         RETURNING number, incidents, last_at`,
        [jurisdiction, at],
      );
      slice = made.rows[0] as Slice;
    }
    slice.incidents += 1;
    slice.last_at = Math.max(slice.last_at, at);
    return slice.number;
  }
  return { place, keep };
}

function searchableOf({ l1, l2, l3, l4, l5, l6, reported_at: _, ...row }: Row): Searchable {
  return { ...row, grids: chainOfColumns({ l1, l2, l3, l4, l5, l6 }) };
}
