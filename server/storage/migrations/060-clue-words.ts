import { sql, type Kysely, type Migration } from 'kysely';

/** Who made a clue a matter, as that one was then: the matter is opened in that name, also by a server that starts later. */
export const clueWords: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE clue ADD COLUMN by_person jsonb`.execute(db);
    await sql`CREATE INDEX clue_unfinished ON clue (decided_at) WHERE state = 'matter' AND matter IS NULL`.execute(
      db,
    );
  },
};
