import { sql, type Kysely, type Migration } from 'kysely';

/**
 * States and answers are kept and given back whole. As the text they are, PostgreSQL need not take them apart at every
 * act and put them together again at every look: a third of what it spends on writing an incident. (A large table is
 * rewritten once, a few minutes for millions of incidents.)
 */
export const state: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`ALTER TABLE incident ALTER COLUMN state TYPE json`,
  sql`ALTER TABLE command_key ALTER COLUMN answer TYPE json`,
];
