import { sql, type Kysely, type Migration } from 'kysely';

/**
 * What an idempotency key was used for: the same key with other words is no repetition. Null: from before it was kept. And who made
 * an account.
 */
export const keyDigests: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE command_key ADD COLUMN digest text`.execute(db);
    // Id of the administrator; null: the house itself.
    await sql`ALTER TABLE person ADD COLUMN made_by text`.execute(db);
  },
};
