import { sql, type Kysely, type Migration } from 'kysely';

/** Which sign-in at an identity provider a seat came by, so that it ends when that one does. */
export const providerSeats: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE seat ADD COLUMN provider_sub text COLLATE "C", ADD COLUMN provider_sid text COLLATE "C"`.execute(
      db,
    );
    await sql`CREATE INDEX seat_provider ON seat (jurisdiction, provider_sub) WHERE provider_sub IS NOT NULL`.execute(
      db,
    );
  },
};
