import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { finished } from 'node:stream/promises';
import { minuteMs } from '#shared/kernel/span.ts';
import { copyColumns, makeCopyBuffer, type ReadingRows } from '../copy-rows.ts';

/**
 * The one way readings get into the database. Rows newer than the newest of their sensor go by COPY; the caller knows
 * they are new. All others go by INSERT … ON CONFLICT DO NOTHING, which tells the duplicates.
 */
export interface ReadingLine {
  /** Commits both in one transaction. Throws when it did not, or when nobody can know whether it did. */
  write(rows: ReadingRows, late: ReadingRows, closedBefore: number): Promise<Written>;
  close(): void;
}

/** For each row: 1 when it was stored, 0 when it was already there, 2 when it was there with another value. `rows` null: all were stored. */
export interface Written {
  rows: Uint8Array | null;
  late: Uint8Array;
}

const chunkBytes = 65_536;
const uniqueViolation = '23505';

/** Takes one connection out of the pool and keeps it. */
export async function openReadingLine(pool: pg.Pool, capacity: number): Promise<ReadingLine> {
  const client = await pool.connect();
  const encode = makeCopyBuffer(capacity);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) client.release(true);
    isOpen = false;
  };
  client.on('error', close);
  // A commit that takes longer than this could be overtaken by the closing of its minute.
  await client.query('set statement_timeout = 20000').catch((error: unknown) => {
    close();
    throw error;
  });

  return {
    close,
    async write(rows, late, closedBefore) {
      const dirty = dirtyMinutes(closedBefore, rows, late);
      if (late.count === 0 && dirty.sensors.length === 0) {
        try {
          await copy(client, encode(rows));
          return { rows: null, late: new Uint8Array(0) };
        } catch (error) {
          if (!isTakenAlready(error)) throw error;
        }
      } else {
        try {
          await client.query('begin');
          if (rows.count > 0) await copy(client, encode(rows));
          const stored = await insert(client, late);
          await markDirty(client, dirty);
          await client.query('commit');
          return { rows: null, late: stored };
        } catch (error) {
          if (!isTakenAlready(error)) throw error;
          await client.query('rollback');
        }
      }
      // Another node wrote one of them first: what is new is decided row by row.
      await client.query('begin');
      const written = { rows: await insert(client, rows), late: await insert(client, late) };
      await markDirty(client, dirty);
      await client.query('commit');
      return written;
    },
  };
}

const isTakenAlready = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === uniqueViolation;

async function copy(client: pg.PoolClient, bytes: Buffer): Promise<void> {
  const stream = client.query(copyFrom(`copy reading (${copyColumns}) from stdin (format binary)`));
  // Pieces let the server store the first rows while the last are on their way.
  for (let o = 0; o < bytes.length; o += chunkBytes) stream.write(bytes.subarray(o, o + chunkBytes));
  stream.end();
  await finished(stream);
}

async function insert(client: pg.PoolClient, rows: ReadingRows): Promise<Uint8Array> {
  const { count } = rows;
  const stored = new Uint8Array(count);
  if (count === 0) return stored;
  const columns = [rows.at, rows.value, rows.sensor, rows.quality].map((c) =>
    Array.from(c.subarray(0, count)),
  );
  const answer = await client.query<{ sensor: number; at: number }>(
    `insert into reading (${copyColumns})
     select * from unnest($1::int8[], $2::float8[], $3::int4[], $4::int2[])
     on conflict do nothing returning sensor, at`,
    columns,
  );
  const keys = new Set(answer.rows.map((row) => `${row.sensor}@${row.at}`));
  // Of two equal keys in one statement the first is the one that was stored.
  for (let i = 0; i < count; i++) stored[i] = keys.delete(`${rows.sensor[i]}@${rows.at[i]}`) ? 1 : 0;
  if (stored.includes(0)) await tellDiffering(client, rows, stored);
  return stored;
}

/** Marks those rows that were there already, but with another value. */
async function tellDiffering(client: pg.PoolClient, rows: ReadingRows, stored: Uint8Array): Promise<void> {
  const there = Array.from(stored.keys()).filter((i) => stored[i] === 0);
  const answer = await client.query<{ i: number }>(
    `select k.i from unnest($1::int4[], $2::int4[], $3::int8[], $4::float8[]) k (i, sensor, at, value)
     join reading r on r.sensor = k.sensor and r.at = k.at where r.value <> k.value`,
    [there, ...[rows.sensor, rows.at, rows.value].map((column) => there.map((i) => column[i] ?? 0))],
  );
  for (const { i } of answer.rows) stored[i] = 2;
}

interface Dirty {
  sensors: number[];
  minutes: number[];
}

function dirtyMinutes(closedBefore: number, ...lists: ReadingRows[]): Dirty {
  const dirty: Dirty = { sensors: [], minutes: [] };
  const seen = new Set<string>();
  for (const { count, at, sensor } of lists)
    for (let i = 0; i < count; i++) {
      const instant = at[i] ?? 0;
      if (instant >= closedBefore) continue;
      const minute = Math.floor(instant / minuteMs) * minuteMs;
      const number = sensor[i] ?? 0;
      const key = `${number}@${minute}`;
      if (seen.has(key)) continue;
      seen.add(key);
      dirty.sensors.push(number);
      dirty.minutes.push(minute);
    }
  return dirty;
}

async function markDirty(client: pg.PoolClient, dirty: Dirty): Promise<void> {
  if (dirty.sensors.length === 0) return;
  await client.query(
    'insert into reading_dirty (sensor, minute) select * from unnest($1::int4[], $2::int8[]) on conflict do nothing',
    [dirty.sensors, dirty.minutes],
  );
}
