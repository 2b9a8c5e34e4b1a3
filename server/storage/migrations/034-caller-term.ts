import { sql, type Kysely, type Migration } from 'kysely';

/** The number that another system gave a call leads back to its caller: it is forgotten with the rest, and so found with it. */
export const callerTerm: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`DROP INDEX caller_contact`,
  sql`CREATE INDEX caller_contact ON caller (jurisdiction, made_at)
      WHERE name IS NOT NULL OR phone IS NOT NULL OR call_back IS NOT NULL OR outside IS NOT NULL`,
];
