import { sql, type Kysely, type Migration } from 'kysely';

/** Points by day: a leaders' page of a month adds up some thousand rows instead of some hundred thousand. */
export const scoreDays: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  // Written again and again while their day lasts; never by an indexed column, so that a row stays in its page.
  sql`CREATE TABLE score_day (
    jurisdiction text COLLATE "C" NOT NULL,
    -- days since 1970 at UTC+8
    day int NOT NULL,
    unit text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    taken boolean NOT NULL,
    count bigint NOT NULL,
    points float8 NOT NULL,
    PRIMARY KEY (jurisdiction, day, unit, reason, taken)
  ) WITH (fillfactor = 70)`,
  sql`INSERT INTO score_day (jurisdiction, day, unit, reason, taken, count, points)
    SELECT jurisdiction, (at + 28800000) / 86400000, unit, reason, points < 0, count(*), sum(points::float8)
    FROM score GROUP BY 1, 2, 3, 4, 5`,
];
