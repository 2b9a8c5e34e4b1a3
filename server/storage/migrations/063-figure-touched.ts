import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Which booking last touched a day of figures: what was added up of days that nobody has touched since still holds. `touch` counts
 * the bookings of a county; `touch_base` is the one before which nothing is known; `touched_seq` is the ledger entry up to which
 * touched days are written, so that bookings of a server that does not write them are noticed.
 */
export const figureTouched: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE figure_touched (
      jurisdiction text COLLATE "C" NOT NULL,
      at int NOT NULL,
      touch bigint NOT NULL,
      PRIMARY KEY (jurisdiction, at)
    ) WITH (fillfactor = 70)`.execute(db);
    await sql`ALTER TABLE figure_mark ADD COLUMN touch bigint NOT NULL DEFAULT 0,
      ADD COLUMN touch_base bigint NOT NULL DEFAULT 0, ADD COLUMN touched_seq bigint`.execute(db);
    await sql`UPDATE figure_mark SET touched_seq = seq WHERE filled_id IS NULL AND month IS NULL`.execute(db);
  },
};
