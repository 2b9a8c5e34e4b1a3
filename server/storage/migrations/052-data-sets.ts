import { sql, type Kysely, type Migration } from 'kysely';

/** Which system asked for which set of data, who let it have it, and every call it made, added up by day. */
export const dataSets: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE data_request (
      jurisdiction text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      set_id text COLLATE "C" NOT NULL,
      system text NOT NULL,
      fields text[] NOT NULL,
      per_day int NOT NULL,
      why text NOT NULL,
      asked_at bigint NOT NULL,
      granted boolean,
      decided_at bigint,
      decided_by text COLLATE "C",
      decided_name text,
      decided_why text,
      -- a grant that was taken back
      ended_at bigint,
      PRIMARY KEY (jurisdiction, id)
    )`.execute(db);
    await sql`CREATE UNIQUE INDEX data_request_open ON data_request (jurisdiction, system, set_id)
      WHERE ended_at IS NULL AND granted IS NOT FALSE`.execute(db);
    await sql`CREATE TABLE data_call (
      jurisdiction text COLLATE "C" NOT NULL,
      request text COLLATE "C" NOT NULL,
      -- days since 1970 in UTC
      day int NOT NULL,
      calls int NOT NULL DEFAULT 0,
      refused int NOT NULL DEFAULT 0,
      rows_out bigint NOT NULL DEFAULT 0,
      last_at bigint NOT NULL,
      PRIMARY KEY (jurisdiction, request, day)
    )`.execute(db);
  },
};
