import { sql, type Kysely, type Migration } from 'kysely';

/** Places of people on duty are looked for by their instants as well: by fences, by the time machine, and to be forgotten. */
export const tracks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE INDEX staff_position_at ON staff_position (jurisdiction, at)`.execute(db);
  },
};
