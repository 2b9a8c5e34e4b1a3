import { sql, type Kysely, type Migration } from 'kysely';

/** What packs were made of, part by part: matters go on by the item, the procedure and the grid that they were begun with. */
export const packParts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE pack_part (
      jurisdiction text COLLATE "C" NOT NULL,
      kind text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      body jsonb NOT NULL,
      PRIMARY KEY (jurisdiction, kind, id)
    )`.execute(db);
  },
};
