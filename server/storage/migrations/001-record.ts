import { sql, type Kysely, type Migration } from 'kysely';

/**
 * The record lane: the ledger is the truth, the other tables are written in the same transaction and can be made again
 * from it. Names that are compared byte by byte are `COLLATE "C"`.
 */
export const record: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE jurisdiction (
    id text COLLATE "C" PRIMARY KEY,
    ordinal smallint NOT NULL UNIQUE,
    seq bigint NOT NULL,
    hash text NOT NULL,
    -- of the last entry, so that instants never go back when nodes' clocks differ
    at bigint NOT NULL,
    -- incident numbers: the last serial given out on the local day
    day text NOT NULL,
    serial int NOT NULL
  )`,
  sql`CREATE TABLE ledger (
    jurisdiction text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    subject text COLLATE "C" NOT NULL,
    version int NOT NULL,
    body text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (jurisdiction, seq)
  )`,
  sql`CREATE INDEX ledger_subject ON ledger (jurisdiction, subject, version)`,
  sql`CREATE TABLE command_key (
    jurisdiction text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    answer jsonb NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, actor, key)
  )`,
  sql`CREATE INDEX command_key_at ON command_key (at)`,
  sql`CREATE TABLE anchor (
    jurisdiction text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, seq)
  )`,
  sql`CREATE TABLE warning (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    version int NOT NULL,
    state jsonb NOT NULL,
    released boolean NOT NULL,
    PRIMARY KEY (jurisdiction, id)
  )`,
  sql`CREATE TABLE incident (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    version int NOT NULL,
    state jsonb NOT NULL,
    procedure text NOT NULL,
    node text NOT NULL,
    queue text NOT NULL,
    item text NOT NULL,
    source text NOT NULL,
    title text NOT NULL,
    address text NOT NULL,
    l1 text COLLATE "C",
    l2 text COLLATE "C",
    l3 text COLLATE "C",
    lead text COLLATE "C",
    units text[] NOT NULL,
    urgent boolean NOT NULL,
    reported_at bigint NOT NULL,
    accepted_at bigint,
    filed_at bigint,
    dispatched_at bigint,
    signed_at bigint,
    handled_at bigint,
    checked_at bigint,
    closed_at bigint,
    evaluated_at bigint,
    assessed_at bigint,
    archived_at bigint,
    due_at bigint NOT NULL,
    handling_due_at bigint,
    on_time boolean,
    handled_on_time boolean,
    reworks int NOT NULL,
    returns int NOT NULL,
    extensions int NOT NULL,
    supervised boolean NOT NULL,
    rating smallint,
    grass_roots boolean,
    overdue boolean NOT NULL,
    ended text,
    open boolean NOT NULL,
    origin text COLLATE "C",
    rings text NOT NULL,
    lng float8 NOT NULL,
    lat float8 NOT NULL,
    occurrences int NOT NULL,
    PRIMARY KEY (jurisdiction, id)
  ) WITH (fillfactor = 80)`,
  sql`CREATE UNIQUE INDEX incident_origin ON incident (jurisdiction, origin) WHERE open AND origin IS NOT NULL`,
  sql`CREATE INDEX incident_finishing ON incident (jurisdiction, node) WHERE NOT open AND ended IS NULL`,
  sql`CREATE INDEX incident_reported ON incident (jurisdiction, reported_at)`,
];
