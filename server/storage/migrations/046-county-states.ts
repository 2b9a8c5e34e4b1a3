import { sql, type Kysely, type Migration } from 'kysely';

/** Counties that rest: looked at and not changed any more, or closed. What has no row is open. */
export const countyStates: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE county_state (
      county text COLLATE "C" PRIMARY KEY,
      state text NOT NULL CHECK (state IN ('read-only', 'archived')),
      why text NOT NULL,
      at bigint NOT NULL,
      by_id text NOT NULL,
      by_name text NOT NULL,
      by_county text NOT NULL
    )`.execute(db);
  },
};
