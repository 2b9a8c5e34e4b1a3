import { sql, type Kysely, type Migration } from 'kysely';

/** Grids that were drawn anew and whose records are yet to be looked at: what a server began is gone on with by the next. */
export const worldRegrid: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE world_regrid (
      jurisdiction text COLLATE "C" NOT NULL,
      grid text COLLATE "C" NOT NULL,
      PRIMARY KEY (jurisdiction, grid)
    )`.execute(db);
  },
};
