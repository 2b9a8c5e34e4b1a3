import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Minutes that are old stand as hours. `reading_course` is one course of both: minutes from the mark on, hours before it, so that what
 * is folded counts once whatever tables still hold it.
 */
export const readingHours: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const mark = sql`coalesce((SELECT until FROM reading_folded), 0)`;
    const columns = sql`sensor, min, max, mean, last, count`;
    await sql`CREATE TABLE reading_hour (
      hour bigint NOT NULL,
      min float8 NOT NULL,
      max float8 NOT NULL,
      mean float8 NOT NULL,
      last float8 NOT NULL,
      sensor int NOT NULL,
      count int NOT NULL,
      PRIMARY KEY (sensor, hour)
    ) PARTITION BY RANGE (hour)`.execute(db);
    await sql`CREATE TABLE reading_folded (one boolean PRIMARY KEY DEFAULT true CHECK (one), until bigint NOT NULL)`.execute(
      db,
    );
    await sql`CREATE VIEW reading_course AS
      SELECT minute, ${columns} FROM reading_minute WHERE minute >= ${mark}
      UNION ALL SELECT hour, ${columns} FROM reading_hour WHERE hour < ${mark}`.execute(db);
  },
};
