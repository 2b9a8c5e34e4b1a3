import { sql, type Kysely, type Migration } from 'kysely';

/** The watch of each jurisdiction, as its ledger entries left it. */
export const watch: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE watch (
      jurisdiction text COLLATE "C" PRIMARY KEY,
      version int NOT NULL,
      state jsonb NOT NULL
    )`.execute(db);
  },
};
