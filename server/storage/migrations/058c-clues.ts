import { sql, type Kysely, type Migration } from 'kysely';

/** What other systems noticed, and what people made of it. Names of people stand in it with their middle hidden. */
export const clues: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE clue (
      jurisdiction text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      kind text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      topic text NOT NULL,
      title text NOT NULL,
      text text NOT NULL,
      medium text NOT NULL,
      weight float8 NOT NULL,
      tone real,
      subject text,
      chain text[] NOT NULL,
      lng float8,
      lat float8,
      source text NOT NULL,
      received_at bigint NOT NULL,
      state text NOT NULL DEFAULT 'new',
      by_name text,
      decided_at bigint,
      note text NOT NULL DEFAULT '',
      matter text,
      PRIMARY KEY (jurisdiction, id)
    )`.execute(db);
    await sql`CREATE INDEX clue_at ON clue (jurisdiction, kind, at DESC)`.execute(db);
    await sql`CREATE INDEX clue_new ON clue (jurisdiction, kind) WHERE state = 'new'`.execute(db);
  },
};
