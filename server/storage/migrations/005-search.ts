import { sql, type Kysely, type Migration } from 'kysely';

/**
 * The search index beside the incident table, kept up to the ledger a moment after each commit and made again from the
 * incidents when it is lost (`search-store.ts`); and the filters that people keep.
 */
export const search: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  // Incidents in the order of their reports, some thousands a slice: newest slice first, a search ends when it has enough.
  sql`CREATE TABLE search_slice (
    jurisdiction text COLLATE "C" NOT NULL,
    number int GENERATED ALWAYS AS IDENTITY,
    incidents int NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, number)
  )`,
  sql`CREATE TABLE incident_search (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    reported_at bigint NOT NULL,
    slice int NOT NULL,
    text text NOT NULL,
    -- the number of the slice above 20 bits of the gram
    tokens int[] NOT NULL,
    PRIMARY KEY (jurisdiction, id)
  )`,
  // No list of most common tokens: it costs an ANALYZE minutes and no plan needs it.
  sql`ALTER TABLE incident_search ALTER tokens SET STATISTICS 0, ALTER text SET STATISTICS 0`,
  // Incidents are written anew at each step of their lives: what the old rows leave in the newest slices is cleared away soon.
  sql`ALTER TABLE incident_search SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)`,
  // Without a pending list, which every slice of every search would have to read.
  sql`CREATE INDEX incident_search_tokens ON incident_search USING gin (tokens) WITH (fastupdate = off)`,
  sql`CREATE TABLE search_mark (
    jurisdiction text COLLATE "C" PRIMARY KEY,
    -- of the documents; those of another form are made again
    form int NOT NULL,
    -- the ledger entry the index is up to
    seq bigint NOT NULL,
    -- while the index is made: the last incident that is in it
    filled_at bigint,
    filled_id text COLLATE "C"
  )`,
  sql`CREATE TABLE saved_filter (
    jurisdiction text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    filter jsonb NOT NULL,
    made_at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, person, id)
  )`,
];
