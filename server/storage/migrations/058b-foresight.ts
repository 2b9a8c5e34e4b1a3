import { sql, type Kysely, type Migration } from 'kysely';

/** What a county's models came to when they were learnt last, for every node and the next start. */
export const foresight: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE foresight (
      jurisdiction text COLLATE "C" PRIMARY KEY,
      at bigint NOT NULL,
      form smallint NOT NULL,
      body jsonb NOT NULL
    )`.execute(db);
  },
};
