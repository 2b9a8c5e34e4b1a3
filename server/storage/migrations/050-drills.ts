import { sql, type Kysely, type Migration } from 'kysely';

/** Drills and their sheets: beside the record, never in it. `touched_at` moves while a server runs one. */
export const drills: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE drill (
      jurisdiction text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      opened_at bigint NOT NULL,
      touched_at bigint NOT NULL,
      sheet jsonb NOT NULL,
      PRIMARY KEY (jurisdiction, id)
    )`.execute(db);
  },
};
