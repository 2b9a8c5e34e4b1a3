import { sql, type Kysely, type Migration } from 'kysely';

/** Up to where the clock was trusted, written every minute, and who said that it is right after a step. */
export const clockMarks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE clock_mark (
    jurisdiction text COLLATE "C" PRIMARY KEY,
    at bigint NOT NULL
  )`,
  sql`CREATE TABLE clock_word (
    jurisdiction text COLLATE "C" NOT NULL,
    clock bigint NOT NULL,
    last bigint NOT NULL,
    by text NOT NULL
  )`,
];
