import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Database } from '../database.ts';
import { inTransaction } from '../transaction.ts';

/** Partitions, retention, minute rollups and their folding to hours. Safe to run on any node, any number of times. */

/** Partitioned tables and the span of one partition. */
const spans = { reading: dayMs, reading_minute: 30 * dayMs, reading_hour: 360 * dayMs } as const;
export type PartitionedTable = keyof typeof spans;

const nameOf = (table: PartitionedTable, from: number): string =>
  `${table}_${new Date(from).toISOString().slice(0, 10).replaceAll('-', '')}`;

/** Makes the partitions that cover [from, to]. Attached rather than created in place: that waits for no reader and no writer. */
export async function makePartitions(
  { pool }: Database,
  table: PartitionedTable,
  from: number,
  to: number,
): Promise<void> {
  const span = spans[table];
  const there = new Set((await partitionsOf({ pool }, table)).map((partition) => partition.from));
  for (let start = Math.floor(from / span) * span; start <= to; start += span) {
    if (there.has(start)) continue;
    const name = nameOf(table, start);
    await inTransaction(pool, async (client) => {
      await client.query("select pg_advisory_xact_lock(hashtext('reading partitions'))");
      await client.query(`create table if not exists ${name} (like ${table} including all)`);
      const attached = await client.query('select from pg_inherits where inhrelid = $1::regclass', [name]);
      if (attached.rowCount === 0)
        await client.query(
          `alter table ${table} attach partition ${name} for values from (${start}) to (${start + span})`,
        );
    });
  }
}

/** Partitions and the instants they start at. */
export async function partitionsOf(
  { pool }: Pick<Database, 'pool'>,
  table: PartitionedTable,
): Promise<{ name: string; from: number }[]> {
  const answer = await pool.query<{ name: string; from: number }>(
    `select c.relname as name, substring(pg_get_expr(c.relpartbound, c.oid) from $$FROM \\('?(\\d+)$$)::int8 as from
     from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass order by 2`,
    [table],
  );
  return answer.rows;
}

/** Drops the partitions that end at or before `before`. Detached concurrently: readers and writers go on. */
export async function dropPartitions(
  { pool }: Pick<Database, 'pool'>,
  table: PartitionedTable,
  before: number,
): Promise<number> {
  const old = (await partitionsOf({ pool }, table)).filter(({ from }) => from + spans[table] <= before);
  for (const { name } of old) {
    await pool.query(`alter table ${table} detach partition ${name} concurrently`);
    await pool.query(`drop table ${name}`);
  }
  return old.length;
}

/**
 * Folds minutes into hours, a whole partition at a time, the oldest first, as far as partitions that end at or before `before`; each is in the
 * course once, as minutes or as hours. Answers up to where it is folded. Some 400,000 hours of sensors are written from a month
 * of 550 instruments.
 */
export async function foldMinutes(database: Database, before: number): Promise<number> {
  const { pool } = database;
  const span = spans.reading_minute;
  let until = await foldedUntil(database);
  for (const { from } of await partitionsOf({ pool }, 'reading_minute')) {
    if (from < until || from + span > before) continue;
    await makePartitions(database, 'reading_hour', from, from + span - 1);
    until = await foldPartition(database, from, from + span);
  }
  const whole = Math.floor(before / span) * span;
  return until >= whole ? until : foldPartition(database, until, whole);
}
/** Up to where minutes are folded; 0: nowhere. */
export async function foldedUntil({ pool }: Pick<Database, 'pool'>): Promise<number> {
  const { rows } = await pool.query<{ until: number }>('select until from reading_folded');
  return rows[0]?.until ?? 0;
}

async function foldPartition({ pool }: Database, from: number, to: number): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query('insert into reading_folded (until) values (0) on conflict do nothing');
    const mark = await client.query<{ until: number }>('select until from reading_folded for update');
    const until = mark.rows[0]?.until ?? 0;
    // Another node was first.
    if (until >= to) return until;
    await client.query(
      `insert into reading_hour (sensor, hour, min, max, mean, last, count)
       select sensor, minute - minute % ${hourMs}, min(min), max(max), sum(mean * count) / sum(count),
         (array_agg(last order by minute desc))[1], sum(count)::int
       from reading_minute where minute >= $1 and minute < $2 group by 1, 2 on conflict do nothing`,
      [from, to],
    );
    await client.query('update reading_folded set until = $1', [to]);
    return to;
  });
}

/** Deletes what a jurisdiction keeps for a shorter time than others do; where people were has a term of its own. */
export async function deleteBefore(
  { pool }: Database,
  jurisdiction: string,
  before: number,
  tracksBefore: number,
): Promise<void> {
  await pool.query(
    `delete from reading r using sensor_number n where n.jurisdiction = $1 and r.sensor = n.number and r.at < $2`,
    [jurisdiction, before],
  );
  await pool.query('delete from staff_position where jurisdiction = $1 and at < $2', [
    jurisdiction,
    tracksBefore,
  ]);
  // The last state of a camera stays, however old.
  await pool.query(
    `delete from camera_state c where jurisdiction = $1 and at < $2 and exists
       (select from camera_state n where n.jurisdiction = $1 and n.camera = c.camera and n.at > c.at)`,
    [jurisdiction, before],
  );
}

/** A value that its sensor cannot have measured is in no mean (4: out of range), whatever an older house has let in. */
const measured = `quality & 4 = 0 and value between -3.4e38 and 3.4e38`;
const rolled = `min(value) as min, max(value) as max, avg(value) as mean,
  (array_agg(value order by at desc))[1] as last, count(*)::int as count`;
const put = `insert into reading_minute (sensor, minute, min, max, mean, last, count)`;
const replace = `on conflict (sensor, minute) do update set min = excluded.min, max = excluded.max,
  mean = excluded.mean, last = excluded.last, count = excluded.count`;

/**
 * Closes the minutes up to `until` (a whole minute, and long enough ago that no writer still calls its rows live: see
 * `closedBefore` in `reading-line.ts`), and rolls the minutes again that got late rows. Answers how many rows it wrote.
 */
export async function rollMinutes({ pool }: Database, until: number, oldest: number): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query('insert into reading_rolled (until) values ($1) on conflict do nothing', [oldest]);
    const mark = await client.query<{ until: number }>('select until from reading_rolled for update');
    const from = Math.max(mark.rows[0]?.until ?? oldest, oldest);
    let written = 0;
    if (until > from) {
      const closed = await client.query(
        `${put} select n.number, m.* from sensor_number n cross join lateral (
           select at - at % ${minuteMs} as minute, ${rolled} from reading
           where sensor = n.number and at >= $1 and at < $2 and ${measured} group by 1) m ${replace}`,
        [from, until],
      );
      await client.query('update reading_rolled set until = $1', [until]);
      written += closed.rowCount ?? 0;
    }
    // A minute that is still open stays marked until it is closed.
    const again = await client.query(
      `with dirty as (delete from reading_dirty where minute < $1 returning sensor, minute)
       ${put} select d.sensor, d.minute, m.* from dirty d cross join lateral (
         select ${rolled} from reading where sensor = d.sensor and at >= d.minute and at < d.minute + ${minuteMs}
           and ${measured} having count(*) > 0) m ${replace}`,
      [Math.max(until, from)],
    );
    return written + (again.rowCount ?? 0);
  });
}
