import { sql, type Kysely, type Migration } from 'kysely';

/** Histories of matters that are brought as sheets: their rows, how far they are written, and what matters were called before. */
export const history: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE history_import (
    id text COLLATE "C" PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    file text NOT NULL,
    sheet text NOT NULL,
    heads text[] NOT NULL,
    -- what each column is; '': none of ours
    fields text[] NOT NULL,
    rows int NOT NULL,
    state text COLLATE "C" NOT NULL,
    made_by text COLLATE "C" NOT NULL,
    made_name text NOT NULL,
    made_at bigint NOT NULL,
    -- when it began to be written: what its entries say
    begun_at bigint,
    finished_at bigint,
    error text
  )`,
  sql`CREATE INDEX history_import_list ON history_import (jurisdiction, made_at DESC)`,
  sql`CREATE TABLE history_row (
    import text COLLATE "C" NOT NULL REFERENCES history_import ON DELETE CASCADE,
    no int NOT NULL,
    cells text[] NOT NULL,
    -- null: not judged yet
    verdict text COLLATE "C",
    outside_id text COLLATE "C",
    -- JSON: faults and doubts
    told jsonb,
    -- the number that the matter got here; done: all of it is written
    incident text COLLATE "C",
    done boolean NOT NULL DEFAULT false,
    PRIMARY KEY (import, no)
  )`,
  sql`CREATE INDEX history_row_verdict ON history_row (import, verdict, no)`,
  // Outlives the sheets, so that no later sheet brings a matter a second time.
  sql`CREATE TABLE outside_matter (
    jurisdiction text COLLATE "C" NOT NULL,
    outside_id text COLLATE "C" NOT NULL,
    incident text COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, outside_id)
  )`,
];
