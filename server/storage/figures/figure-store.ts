import type { PoolClient } from 'pg';
import { monthStart, steadyOffset, zoneNameOf, type Zoned } from '#shared/clock/zone.ts';
import type { Database } from '../database.ts';
import { addBooked } from './figure-booking.ts';
import { dayOf, events, monthOf } from './figure-events.ts';
import { matterColumns, putMatters, readMatters } from './figure-matter.ts';
import { inTransaction } from '../transaction.ts';

/**
 * Keeping what figures are made of. First a row is made for each matter, some thousands a transaction, then the totals of each
 * month; then the ledger is followed: what a matter added before is taken away, and what it adds now put in its place, in one
 * statement. So everything is of one ledger entry, and a stop in between loses nothing.
 */

/** Raised when rows or totals are made otherwise than before: those of another form are made again. */
const form = 2;
/** Matters or ledger entries a transaction. */
const fillBatch = 5_000;
const followBatch = 500;

/** What a county's figures need to know of it. */
export interface FigureGround {
  jurisdiction: string;
  /** The county's time. */
  time: Zoned;
  /** Nodes that say how a matter came out; procedures whose work is one person's. */
  outcomes: readonly string[];
  byAgent: readonly string[];
}

/** The ledger's last entry, how many entries the figures lack, and whether they were ever made whole. */
export async function readFigureLag({ pool }: Pick<Database, 'pool'>, ground: FigureGround) {
  const { rows } = await pool.query<{ head: number; seq: number | null; made: boolean | null }>(
    `SELECT j.seq AS head, m.seq, m.seq IS NOT NULL AND m.filled_id IS NULL AND m.month IS NULL AS made
     FROM jurisdiction j LEFT JOIN figure_mark m ON m.jurisdiction = j.id AND m.form = $2 WHERE j.id = $1`,
    [ground.jurisdiction, formOf(ground)],
  );
  const { head = 0, seq = null, made = false } = rows[0] ?? {};
  return { head, entries: head - (seq ?? 0), isMade: made === true };
}

/** Makes everything anew from the incidents, beginning with the next step. */
export async function remakeFigures({ pool }: Pick<Database, 'pool'>, jurisdiction: string): Promise<void> {
  await pool.query('UPDATE figure_mark SET form = 0 WHERE jurisdiction = $1', [jurisdiction]);
}

/** Many groups at once, which a sort would carry through files; and nothing here runs often enough to be compiled. */
const settings = "SET LOCAL work_mem = '96MB'; SET LOCAL enable_sort = off; SET LOCAL jit = off";

/** Takes the next few in a transaction; false when nothing is left to do. */
export async function figureNext({ pool }: Pick<Database, 'pool'>, ground: FigureGround): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query(settings);
    const mark = await lockMark(client, ground);
    const more = mark ? await advance(client, ground, mark) : false;
    return more;
  });
}

interface Mark {
  form: number;
  seq: number;
  filled_id: string | null;
  month: number | null;
  /** See `063-figure-touched`. */
  touch: number;
  touched_seq: number | null;
}

/** Days lie elsewhere in another time zone. */
function formOf({ time }: FigureGround): number {
  const offset = steadyOffset(time);
  return form * 10_000 + (offset === null ? 1_000 + numberOf(zoneNameOf(time)) : offset / 60_000);
}
/** A number for a name of a zone: another zone has another one nearly always. */
const numberOf = (name: string): number =>
  [...name].reduce((n, sign) => (n * 31 + sign.charCodeAt(0)) % 8_999, 7);

/** Only one node at a time goes on. Null: the ledger does not know this jurisdiction. */
async function lockMark(client: PoolClient, ground: FigureGround): Promise<Mark | null> {
  const { jurisdiction } = ground;
  await client.query(
    `INSERT INTO figure_mark (jurisdiction, form, seq) SELECT id, 0, 0 FROM jurisdiction WHERE id = $1
     ON CONFLICT DO NOTHING`,
    [jurisdiction],
  );
  const { rows } = await client.query<Mark>(
    'SELECT form, seq, filled_id, month, touch, touched_seq FROM figure_mark WHERE jurisdiction = $1 FOR UPDATE',
    [jurisdiction],
  );
  const [found] = rows;
  if (!found || found.form === formOf(ground)) return found ?? null;
  // From the start: what is committed by now is filled in, what comes later is in the ledger behind `seq`.
  for (const table of ['figure_matter', 'figure_total', 'figure_part', 'figure_took'])
    await client.query(`DELETE FROM ${table} WHERE jurisdiction = $1`, [jurisdiction]);
  const begun = await client.query<Mark>(
    `UPDATE figure_mark SET form = $2, filled_id = '', month = NULL, touched_seq = NULL,
       seq = (SELECT seq FROM jurisdiction WHERE id = $1)
     WHERE jurisdiction = $1 RETURNING form, seq, filled_id, month, touch, touched_seq`,
    [jurisdiction, formOf(ground)],
  );
  return begun.rows[0] ?? null;
}

function advance(client: PoolClient, ground: FigureGround, mark: Mark): Promise<boolean> {
  if (mark.filled_id !== null) return fill(client, ground, mark.filled_id);
  return mark.month === null ? follow(client, ground, mark) : addUp(client, ground, mark.month);
}

/** Rows of the next matters, by number. */
async function fill(client: PoolClient, ground: FigureGround, filled: string): Promise<boolean> {
  const { jurisdiction, outcomes, byAgent } = ground;
  const { rows } = await client.query<{ last: string | null; n: number }>(
    `WITH next AS (
       SELECT id FROM incident WHERE jurisdiction = $1 AND id > $2 COLLATE "C" ORDER BY id LIMIT ${fillBatch}
     ), fresh AS (${readMatters('i.id IN (SELECT id FROM next)')}), put AS (${putMatters('fresh')})
     SELECT max(id COLLATE "C") AS last, count(*) AS n FROM next`,
    [jurisdiction, filled, outcomes, byAgent],
  );
  const { last = null, n = 0 } = rows[0] ?? {};
  if (n === fillBatch) {
    await client.query('UPDATE figure_mark SET filled_id = $2 WHERE jurisdiction = $1', [jurisdiction, last]);
    return true;
  }
  const first = await client.query<{ month: number | null }>(
    `SELECT ${monthOf('min(reported_at)', ground.time)} AS month FROM figure_matter WHERE jurisdiction = $1`,
    [jurisdiction],
  );
  await client.query('UPDATE figure_mark SET filled_id = NULL, month = $2 WHERE jurisdiction = $1', [
    ...[jurisdiction, first.rows[0]?.month ?? null],
  ]);
  return true;
}

/** Totals of a month from the rows; after the last month that anything falls into, the ledger is followed. */
async function addUp(client: PoolClient, ground: FigureGround, month: number): Promise<boolean> {
  const { jurisdiction, time } = ground;
  const [from, to] = [monthStart(time, month), monthStart(time, month + 1)];
  const within = (column: string): string =>
    `m.${column} >= ${from}::int8 AND m.${column} < ${to}::int8 AND m.jurisdiction = $1`;
  await client.query(
    `WITH m AS (SELECT * FROM figure_matter m WHERE ${eventColumns.map((at) => `(${within(at)})`).join(' OR ')}),
     booked AS (SELECT 1 AS sign, m.* FROM m)
     ${addBooked(time, (at) => `${at} >= ${from}::int8 AND ${at} < ${to}::int8`)}`,
    [jurisdiction],
  );
  const { rows } = await client.query<{ last: number | null }>(
    `SELECT greatest(${eventColumns.map((at) => `(SELECT max(${at}) FROM figure_matter WHERE jurisdiction = $1)`).join(', ')}) AS last`,
    [jurisdiction],
  );
  const isLast = (rows[0]?.last ?? 0) < to;
  await client.query('UPDATE figure_mark SET month = $2 WHERE jurisdiction = $1', [
    ...[jurisdiction, isLast ? null : month + 1],
  ]);
  return true;
}
const eventColumns = [
  ...['reported_at', 'accepted_at', 'filed_at', 'owed_at', 'handling_owed_at', 'closed_at', 'evaluated_at'],
];

/** The matters that the next ledger entries are about, as they are by now. */
async function follow(client: PoolClient, ground: FigureGround, mark: Mark): Promise<boolean> {
  const { jurisdiction } = ground;
  const { rows: entries } = await client.query<{ seq: number; subject: string }>(
    'SELECT seq, subject FROM ledger WHERE jurisdiction = $1 AND seq > $2 ORDER BY seq LIMIT $3',
    [jurisdiction, mark.seq, followBatch],
  );
  const last = entries.at(-1);
  if (!last) {
    // Totals were just made, or another server booked: from here on it is known which days are touched.
    if (mark.touched_seq !== mark.seq) await noteTouch(client, jurisdiction, mark, mark.seq);
    return false;
  }
  await book(client, ground, mark, [...new Set(entries.map(({ subject }) => subject))]);
  await noteTouch(client, jurisdiction, mark, last.seq);
  return entries.length === followBatch;
}

/** Takes away what these matters added before, and adds what they add now. */
async function book(
  client: PoolClient,
  { jurisdiction, time, outcomes, byAgent }: FigureGround,
  mark: Mark,
  ids: readonly string[],
): Promise<void> {
  const names = matterColumns.join(', ');
  await client.query(
    `WITH fresh AS MATERIALIZED (${readMatters('i.id = ANY($2::text[])')}),
     stale AS MATERIALIZED (SELECT * FROM figure_matter WHERE jurisdiction = $1 AND id = ANY($2::text[])),
     booked AS (SELECT -1 AS sign, ${names} FROM stale UNION ALL SELECT 1, ${names} FROM fresh),
     put AS (${putMatters('fresh')}), touched AS (${touchDays(time, '$5')})
     ${addBooked(time, (at) => `${at} IS NOT NULL`)}`,
    [jurisdiction, ids, outcomes, byAgent, mark.touch + 1],
  );
}

/**
 * Books anew what `change` changes beside the ledger and names, in the same transaction. False: totals are being made, and nothing was
 * changed.
 */
export function rebook(
  { pool }: Pick<Database, 'pool'>,
  ground: FigureGround,
  change: (client: PoolClient) => Promise<readonly string[]>,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query(settings);
    const mark = await lockMark(client, ground);
    if (!mark || mark.filled_id !== null || mark.month !== null) return false;
    const ids = await change(client);
    if (ids.length > 0) {
      await book(client, ground, mark, ids);
      await noteTouch(client, ground.jurisdiction, mark, mark.seq);
    }
    return true;
  });
}

/** Numbers every day that rows `booked` have an event on. A part of a statement. */
function touchDays(time: Zoned, touch: string): string {
  return `INSERT INTO figure_touched (jurisdiction, at, touch)
    SELECT DISTINCT m.jurisdiction, ${dayOf('e.at', time)}, ${touch}::int8
    FROM booked AS m CROSS JOIN LATERAL (VALUES ${events.map(({ at }) => `(m.${at})`).join(', ')}) AS e (at)
    WHERE e.at IS NOT NULL
    ON CONFLICT (jurisdiction, at) DO UPDATE SET touch = excluded.touch`;
}

/** One booking more, up to this ledger entry. What was booked without being noted makes everything before it unknown. */
async function noteTouch(client: PoolClient, jurisdiction: string, mark: Mark, seq: number): Promise<void> {
  await client.query(
    `UPDATE figure_mark SET seq = $2, touched_seq = $2, touch = $3,
       touch_base = CASE WHEN $4 THEN touch_base ELSE $3 END WHERE jurisdiction = $1`,
    [jurisdiction, seq, mark.touch + 1, mark.touched_seq === mark.seq],
  );
}
