import { sql, type Kysely, type Migration } from 'kysely';

/** A wall of a town or a village shows its grids; one without shows the whole jurisdiction. */
export const deviceGrids: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE device_token ADD COLUMN grids text[] NOT NULL DEFAULT '{}'`.execute(db);
  },
};
