import type { Database } from '../database.ts';
import { makePartitions } from './reading-upkeep.ts';

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
           (select minute from reading_minute where sensor = s.sensor order by minute limit 1) m`,
        [Array.from(numbers)],
      );
      return rows[0]?.oldest ?? null;
    },
    room: (from: number, to: number) => makePartitions(database, 'reading_minute', from, to),
    async put(minute: number, values: readonly PastValue[]): Promise<void> {
      await pool.query(
        `insert into reading_minute (sensor, minute, min, max, mean, last, count)
         select sensor, $1, value, value, value, value, 1 from unnest($2::int4[], $3::float8[]) v (sensor, value)
         on conflict do nothing`,
        [minute, values.map(({ sensor }) => sensor), values.map(({ value }) => value)],
      );
    },
  };
}
