import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Records of the world: people, dwellings, firms, assets. What is personal of them is in `sealed` alone, under a key that the
 * database does not hold; `keys` are numbers under another. What stood before a change is in `world_act`, who looked at whom in
 * `world_read`, which matters a record was part of in `world_link`.
 */
export const records: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE world_record (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    version int NOT NULL,
    l1 text COLLATE "C",
    l2 text COLLATE "C",
    l3 text COLLATE "C",
    lng double precision,
    lat double precision,
    open jsonb NOT NULL,
    sealed bytea,
    keys int[] NOT NULL,
    -- of the content: what comes again unchanged is left alone
    digest bytea NOT NULL,
    source text COLLATE "C",
    confirmed_at bigint,
    confirmed_by text,
    made_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    ended_at bigint,
    PRIMARY KEY (jurisdiction, id)
  )`,
  // No list of most common keys: it costs an ANALYZE minutes and no plan needs it.
  sql`ALTER TABLE world_record ALTER keys SET STATISTICS 0, ALTER open SET STATISTICS 0, ALTER sealed SET STATISTICS 0`,
  // Small values are compared often and packed seldom: a row is read whole.
  sql`CREATE INDEX world_record_keys ON world_record USING gin (keys) WITH (fastupdate = off)`,
  sql`CREATE INDEX world_record_due ON world_record (jurisdiction, l3, kind, confirmed_at) WHERE ended_at IS NULL`,
  sql`CREATE TABLE world_count (
    jurisdiction text COLLATE "C" NOT NULL,
    -- the narrow grid; empty: in none
    grid text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    n int NOT NULL,
    PRIMARY KEY (jurisdiction, grid, kind)
  )`,
  sql`CREATE TABLE world_act (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    n int NOT NULL,
    at bigint NOT NULL,
    by_id text COLLATE "C" NOT NULL,
    by_name text NOT NULL,
    act text COLLATE "C" NOT NULL,
    note text,
    -- which fields changed, and what stood in all of them before
    fields text[] NOT NULL DEFAULT '{}',
    version int NOT NULL,
    open jsonb,
    sealed bytea,
    PRIMARY KEY (jurisdiction, id, n)
  )`,
  sql`CREATE TABLE world_read (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    by_id text COLLATE "C" NOT NULL,
    by_name text NOT NULL,
    role text COLLATE "C" NOT NULL,
    unit text COLLATE "C",
    act text COLLATE "C" NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    why text,
    fields text[] NOT NULL,
    records text[] NOT NULL
  )`,
  sql`CREATE INDEX world_read_at ON world_read (jurisdiction, at DESC)`,
  sql`CREATE INDEX world_read_records ON world_read USING gin (records)`,
  sql`CREATE TABLE world_link (
    jurisdiction text COLLATE "C" NOT NULL,
    record text COLLATE "C" NOT NULL,
    incident text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    by_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, record, incident, role)
  )`,
  sql`CREATE INDEX world_link_incident ON world_link (jurisdiction, incident)`,
  // How far the ledger was read for links.
  sql`CREATE TABLE world_mark (jurisdiction text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL)`,
];
