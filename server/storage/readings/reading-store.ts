import type { Database } from '../database.ts';
import { openReadingLine, type ReadingLine } from './reading-line.ts';

/** Reads and bookkeeping of stored readings; `sensor` numbers are those of `numbersOf`. */
export interface ReadingStore {
  /** The numbers of sensors by id, in the order asked for; new sensors get one. A number never changes. */
  numbersOf(jurisdiction: string, sensors: readonly string[]): Promise<Int32Array>;
  /** Newest stored reading of each sensor that has one. */
  newest(numbers: Int32Array): Promise<StoredReading[]>;
  /** Raw readings since their instants of those watched sensors that left their band since, oldest first within a sensor. */
  restless(watched: readonly WatchedSensor[]): Promise<StoredReading[]>;
  /** At most `limit` of the newest readings of a sensor at or before `until`, oldest first. */
  recent(number: number, until: number, limit: number): Promise<[at: number, value: number][]>;
  /** Raw readings in [from, to), oldest first, at most `limit`. */
  raw(number: number, from: number, to: number, limit: number): Promise<[at: number, value: number][]>;
  /** Minute rollups in [from, to), oldest first; of long ago their hours, each at its first minute. */
  minutes(number: number, from: number, to: number): Promise<Minute[]>;
  /** Minutes gathered to `stepMs`, counted from the epoch. */
  gathered(
    number: number,
    from: number,
    to: number,
    stepMs: number,
  ): Promise<Pick<Minute, 'minute' | 'min' | 'max' | 'mean'>[]>;
  openLine(capacity: number): Promise<ReadingLine>;
}
export interface StoredReading {
  sensor: number;
  at: number;
  value: number;
  quality: number;
}
/** A sensor, the instant from which its readings count, and the band of values that nobody asks about. */
export interface WatchedSensor {
  sensor: number;
  since: number;
  low: number;
  high: number;
}
export interface Minute {
  minute: number;
  min: number;
  max: number;
  mean: number;
  last: number;
  count: number;
}

function wholeReadings(
  database: Database,
): Pick<ReadingStore, 'numbersOf' | 'newest' | 'restless' | 'recent'> {
  const { pool } = database;
  return {
    numbersOf: (jurisdiction, sensors) => numbersOf(database, jurisdiction, sensors),
    async newest(numbers) {
      // One index probe a sensor, from the newest day backwards.
      const answer = await pool.query<StoredReading>(
        `select s.sensor, r.at, r.value, r.quality from unnest($1::int4[]) s (sensor)
         cross join lateral (select at, value, quality from reading where sensor = s.sensor order by at desc limit 1) r`,
        [Array.from(numbers)],
      );
      return answer.rows;
    },
    async restless(watched) {
      const answer = await pool.query<StoredReading>(
        `select w.sensor, r.at, r.value, r.quality
         from unnest($1::int4[], $2::int8[], $3::float8[], $4::float8[]) w (sensor, since, low, high)
         join reading r on r.sensor = w.sensor and r.at >= w.since
         where exists (select from reading o where o.sensor = w.sensor and o.at >= w.since and (o.value < w.low or o.value > w.high))
         order by w.sensor, r.at`,
        [
          watched.map(({ sensor }) => sensor),
          watched.map(({ since }) => since),
          watched.map(({ low }) => low),
          watched.map(({ high }) => high),
        ],
      );
      return answer.rows;
    },
    async recent(number, until, limit) {
      const answer = await pool.query<[number, number]>({
        text: 'select at, value from reading where sensor = $1 and at <= $2 order by at desc limit $3',
        values: [number, until, limit],
        rowMode: 'array',
      });
      return answer.rows.reverse();
    },
  };
}

function courseReadings(database: Database): Pick<ReadingStore, 'raw' | 'minutes' | 'gathered' | 'openLine'> {
  const { pool } = database;
  return {
    async raw(number, from, to, limit) {
      const answer = await pool.query<[number, number]>({
        text: 'select at, value from reading where sensor = $1 and at >= $2 and at < $3 order by at limit $4',
        values: [number, from, to, limit],
        rowMode: 'array',
      });
      return answer.rows;
    },
    async minutes(number, from, to) {
      const answer = await pool.query<Minute>(
        `select minute, min, max, mean, last, count from reading_course
         where sensor = $1 and minute >= $2 and minute < $3 order by minute`,
        [number, from, to],
      );
      return answer.rows;
    },
    async gathered(number, from, to, stepMs) {
      const answer = await pool.query<Pick<Minute, 'minute' | 'min' | 'max' | 'mean'>>(
        `select (minute / $4) * $4 as minute, min(min) as min, max(max) as max, sum(mean * count) / sum(count) as mean
         from reading_course where sensor = $1 and minute >= $2 and minute < $3 group by 1 order by 1`,
        [number, from, to, stepMs],
      );
      return answer.rows;
    },
    openLine: (capacity) => openReadingLine(pool, capacity),
  };
}

/** Opens the store of readings; the tables come from migration 002. */
export function openReadingStore(database: Database): ReadingStore {
  return { ...wholeReadings(database), ...courseReadings(database) };
}

async function numbersOf(
  { pool }: Database,
  jurisdiction: string,
  sensors: readonly string[],
): Promise<Int32Array> {
  await pool.query(
    `insert into sensor_number (jurisdiction, sensor)
     select $1, s from unnest($2::text[]) s
     where not exists (select from sensor_number n where n.jurisdiction = $1 and n.sensor = s)
     on conflict do nothing`,
    [jurisdiction, sensors],
  );
  const answer = await pool.query<{ sensor: string; number: number }>(
    'select sensor, number from sensor_number where jurisdiction = $1',
    [jurisdiction],
  );
  const numbers = new Map(answer.rows.map((row) => [row.sensor, row.number]));
  return Int32Array.from(sensors, (sensor) => numbers.get(sensor) ?? 0);
}
