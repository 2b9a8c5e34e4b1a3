import { sql, type Kysely, type Migration } from 'kysely';

/** Which backups were taken, when, and where they were put. */
export const backups: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE backup_taken (
      at bigint PRIMARY KEY,
      bytes bigint NOT NULL,
      folder text NOT NULL,
      sealed boolean NOT NULL
    )`.execute(db);
  },
};
