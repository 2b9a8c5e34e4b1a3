import { sql, type Kysely, type Migration } from 'kysely';

/** What indicators were at instants, what other systems reported for them, and where their sums stood at a checkpoint. */
export const indicators: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  // m: five minutes, kept for days; h: an hour, kept for months; d: a local day, kept for ever. `value` is the last of the span.
  sql`CREATE TABLE indicator_point (
    jurisdiction text COLLATE "C" NOT NULL,
    indicator text COLLATE "C" NOT NULL,
    span text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    value float8 NOT NULL,
    low float8 NOT NULL,
    high float8 NOT NULL,
    PRIMARY KEY (jurisdiction, indicator, span, at)
  )`,
  sql`CREATE INDEX indicator_point_age ON indicator_point (span, at) WHERE span <> 'd'`,
  // Definitions as they were computed: one that differs from the last is filled in anew from what is known of the past.
  sql`CREATE TABLE indicator_version (
    jurisdiction text COLLATE "C" NOT NULL,
    indicator text COLLATE "C" NOT NULL,
    version int NOT NULL,
    formula text NOT NULL,
    since bigint NOT NULL,
    -- when its past was filled in; null: not yet
    filled_at bigint,
    PRIMARY KEY (jurisdiction, indicator, version)
  )`,
  sql`CREATE TABLE series_value (
    jurisdiction text COLLATE "C" NOT NULL,
    series text COLLATE "C" NOT NULL,
    -- the instant that the value is of: the beginning of its period
    at bigint NOT NULL,
    value float8 NOT NULL,
    source text COLLATE "C" NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, series, at)
  )`,
  sql`CREATE TABLE indicator_checkpoint (
    jurisdiction text COLLATE "C" PRIMARY KEY,
    at bigint NOT NULL,
    state bytea NOT NULL
  )`,
];
