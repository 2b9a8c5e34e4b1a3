import { sql, type Kysely, type Migration } from 'kysely';

/** In which form the past of a definition was filled in: when more can be told of the past than before, it is filled in again. */
export const indicatorForm: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE indicator_version ADD COLUMN filled_form smallint NOT NULL DEFAULT 1`.execute(db);
  },
};
