import { sql, type Kysely, type Migration } from 'kysely';

/**
 * The count of a part beside its key: a year of a county is read from the index alone. The rows of one key lie scattered over the table,
 * a page each, because every event writes one of each dim.
 */
export const figurePartHeld: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE figure_part DROP CONSTRAINT figure_part_pkey,
      ADD PRIMARY KEY (jurisdiction, dim, span, at, key, procedure, child, name) INCLUDE (n)`.execute(db);
  },
};
