import { sql, type Kysely, type Migration } from 'kysely';

/** When a directory last knew who sits at a seat that came by it. Seats of before end by their term. */
export const directorySeats: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE seat ADD COLUMN directory_at bigint`.execute(db);
    await sql`CREATE INDEX seat_directory ON seat (jurisdiction, directory_at) WHERE directory_at IS NOT NULL`.execute(
      db,
    );
  },
};
