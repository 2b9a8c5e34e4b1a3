import { sql, type Kysely, type Migration } from 'kysely';

/** Who of several nodes does what only one may, until when. */
export const leases: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE UNLOGGED TABLE lease (
      name text COLLATE "C" PRIMARY KEY,
      holder text NOT NULL,
      until timestamptz NOT NULL
    )`.execute(db);
  },
};
