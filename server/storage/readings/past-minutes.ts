import type { Database } from '../database.ts';
import { foldedUntil, makePartitions } from './reading-upkeep.ts';

/** A value that stands for what an instrument measured around an instant. */
export interface PastValue {
  sensor: number;
  value: number;
}

/** Means of instruments of a past that nobody stored, by their numbers; what is there already stays. */
export function openPastMinutes(database: Database) {
  const { pool } = database;
  return {
    /** The oldest instant that is kept of any of these instruments; null: none. */
    async oldest(numbers: Int32Array): Promise<number | null> {
      const { rows } = await pool.query<{ oldest: number | null }>(
        `select min(m.minute)::int8 as oldest from unnest($1::int4[]) s (sensor) cross join lateral
           (select minute from reading_course where sensor = s.sensor order by minute limit 1) m`,
        [Array.from(numbers)],
      );
      return rows[0]?.oldest ?? null;
    },
    async room(from: number, to: number): Promise<void> {
      for (const table of ['reading_minute', 'reading_hour'] as const)
        await makePartitions(database, table, from, to);
    },
    /** At the first minute of an hour; what is folded by then is an hour. */
    async put(minute: number, values: readonly PastValue[]): Promise<void> {
      const table =
        minute < (await foldedUntil(database))
          ? 'reading_hour (hour, sensor'
          : 'reading_minute (minute, sensor';
      await pool.query(
        `insert into ${table}, min, max, mean, last, count)
         select $1, sensor, value, value, value, value, 1 from unnest($2::int4[], $3::float8[]) v (sensor, value)
         on conflict do nothing`,
        [minute, values.map(({ sensor }) => sensor), values.map(({ value }) => value)],
      );
    },
  };
}
