import { sql, type Kysely, type Migration } from 'kysely';

/**
 * What goes back to the systems that reported: whose matter is whose, every fact of it that its reporter may know, and where
 * to it is pushed. `source_head` is how far the ledger was read.
 */
export const outgoing: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE source_head (jurisdiction text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL)`,
  sql`CREATE TABLE source_matter (
    jurisdiction text COLLATE "C" NOT NULL,
    incident text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, incident)
  )`,
  sql`CREATE INDEX source_matter_list ON source_matter (jurisdiction, source, at DESC, incident DESC)`,
  sql`CREATE TABLE source_event (
    jurisdiction text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    incident text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    act text COLLATE "C" NOT NULL,

    state text COLLATE "C" NOT NULL DEFAULT 'none',
    tries int NOT NULL DEFAULT 0,
    due_at bigint,
    error text,
    PRIMARY KEY (jurisdiction, seq)
  )`,
  sql`CREATE INDEX source_event_list ON source_event (jurisdiction, source, seq)`,
  sql`CREATE INDEX source_event_due ON source_event (due_at) WHERE state = 'waiting'`,
  sql`CREATE INDEX source_event_dead ON source_event (jurisdiction, source, seq) WHERE state = 'dead'`,
  sql`CREATE TABLE webhook (
    jurisdiction text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    url text NOT NULL,
    secret text NOT NULL,
    made_at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, source)
  )`,
];
