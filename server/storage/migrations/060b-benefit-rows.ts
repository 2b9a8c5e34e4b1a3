import { sql, type Kysely, type Migration } from 'kysely';

/** Rows of lists that are held against each other. No number of a person stands in it: `mark` is made by a key that the database does not hold. */
export const benefitRows: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE benefit_row (
      jurisdiction text COLLATE "C" NOT NULL,
      source text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      mark text COLLATE "C" NOT NULL,
      fact text COLLATE "C" NOT NULL,
      list text NOT NULL,
      scheme text NOT NULL,
      "group" text NOT NULL,
      period text COLLATE "C" NOT NULL,
      amount float8 NOT NULL,
      received_at bigint NOT NULL,
      PRIMARY KEY (jurisdiction, source, id)
    )`.execute(db);
    await sql`CREATE INDEX benefit_mark ON benefit_row (jurisdiction, mark)`.execute(db);
    await sql`CREATE INDEX benefit_received ON benefit_row (jurisdiction, received_at)`.execute(db);
  },
};
