import type { Database } from './database.ts';

/** Somebody's word that a clock is right. */
export interface ClockWord {
  by: string;
  /** What the clock said, and the last instant that was trusted before. */
  clock: number;
  last: number;
}

/** The last trusted instant of each jurisdiction: that of its mark, else of its last entry; null when it has neither. */
export async function readClockMarks({ pool }: Database): Promise<Map<string, number | null>> {
  const { rows } = await pool.query<{ id: string; at: number | null }>(
    'SELECT j.id, coalesce(m.at, nullif(j.at, 0)) AS at FROM jurisdiction j LEFT JOIN clock_mark m ON m.jurisdiction = j.id',
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** Writes down up to where the clock was trusted. */
export async function writeClockMarks(
  { pool }: Database,
  marks: readonly (readonly [jurisdiction: string, at: number])[],
): Promise<void> {
  await pool.query(
    `INSERT INTO clock_mark (jurisdiction, at) SELECT * FROM unnest($1::text[], $2::bigint[])
     ON CONFLICT (jurisdiction) DO UPDATE SET at = excluded.at`,
    [marks.map(([jurisdiction]) => jurisdiction), marks.map(([, at]) => at)],
  );
}

/** Keeps who said that the clock is right. */
export async function keepClockWord(
  { pool }: Database,
  jurisdiction: string,
  word: ClockWord,
): Promise<void> {
  const { by, clock, last } = word;
  await pool.query('INSERT INTO clock_word (jurisdiction, clock, last, by) VALUES ($1, $2, $3, $4)', [
    jurisdiction,
    clock,
    last,
    by,
  ]);
}

/** What the clock of the database's machine says, epoch ms. */
export async function readDatabaseClock({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ now: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now',
  );
  return rows[0]?.now ?? 0;
}
