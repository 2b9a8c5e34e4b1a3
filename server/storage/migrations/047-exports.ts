import { sql, type Kysely, type Migration } from 'kysely';

/** Who asked for a file of records, of what and what for, and who let them have it. The file itself is kept nowhere. */
export const recordExports: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE world_export (
      jurisdiction text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      asked_at bigint NOT NULL,
      by_id text COLLATE "C" NOT NULL,
      by_name text NOT NULL,
      kind text COLLATE "C" NOT NULL,
      grid text COLLATE "C",
      fields text[] NOT NULL,
      purpose text COLLATE "C" NOT NULL,
      why text NOT NULL,
      -- how many there were when it was asked for
      found int NOT NULL,
      needs_word boolean NOT NULL,
      granted boolean,
      decided_at bigint,
      decided_by text COLLATE "C",
      decided_name text,
      decided_why text,
      -- how often it was fetched, and how many rows went out in all
      fetched int NOT NULL DEFAULT 0,
      rows_out bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (jurisdiction, id)
    )`.execute(db);
    await sql`CREATE INDEX world_export_at ON world_export (jurisdiction, asked_at DESC)`.execute(db);
  },
};
