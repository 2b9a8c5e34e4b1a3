import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Units that see a matter because they were spoken to, and are not counted with it: among `units`, so that what is seen stays one column
 * and one index. Matters of before are looked through a few thousand at a time while the house runs (`figure-onlookers.ts`).
 */
export const onlookers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`ALTER TABLE incident ADD COLUMN onlookers text[] NOT NULL DEFAULT '{}'`,
  sql`ALTER TABLE figure_matter ADD COLUMN onlookers text[] NOT NULL DEFAULT '{}'`,
  // A county stands here until its matters of before are looked through, up to this number.
  sql`CREATE TABLE onlooker_fill (
    jurisdiction text COLLATE "C" PRIMARY KEY,
    done_id text COLLATE "C" NOT NULL
  )`,
  sql`INSERT INTO onlooker_fill SELECT id, '' FROM jurisdiction WHERE seq > 0`,
];
