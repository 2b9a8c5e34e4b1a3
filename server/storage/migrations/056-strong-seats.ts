import { sql, type Kysely, type Migration } from 'kysely';

/** Sign-ins for which an identity provider vouched for a second factor. */
export const strongSeats: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE seat ADD COLUMN strong boolean NOT NULL DEFAULT false`.execute(db);
  },
};
