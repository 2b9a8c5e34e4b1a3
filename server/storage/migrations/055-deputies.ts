import { sql, type Kysely, type Migration } from 'kysely';

/** Deputies: for a unit in place of a person, why, and why. */
export const deputies: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`ALTER TABLE deputy
    -- the unit that is stood in for; null: 'person' is
    ADD COLUMN unit text COLLATE "C",
    ADD COLUMN why text NOT NULL DEFAULT ''`,
  sql`CREATE INDEX deputy_time ON deputy (jurisdiction, ends_at)`,
];
