import { sql, type Kysely, type Migration } from 'kysely';

/**
 * What figures are made of (`figure-events.ts`): a narrow row a matter, and totals by day and by month. All of it is made from
 * the incidents and kept up to the ledger a moment after each commit (`figure-store.ts`).
 */
export const figureTotals: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  // Columns that the incident table has as well are called and filled as there.
  sql`CREATE TABLE figure_matter (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    procedure text COLLATE "C" NOT NULL,
    -- another matter opened it
    child boolean NOT NULL,
    node text NOT NULL,
    item text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    l1 text COLLATE "C",
    l2 text COLLATE "C",
    l3 text COLLATE "C",
    lead text COLLATE "C",
    units text[] NOT NULL,
    agent text COLLATE "C",
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
    -- the instant at which it was due: the earlier of deadline and closing; null for what is due for nothing
    owed_at bigint,
    handling_owed_at bigint,
    handled_on_time boolean,
    reworks int NOT NULL,
    extensions int NOT NULL,
    supervised boolean NOT NULL,
    rating smallint,
    rated_own boolean NOT NULL,
    grass_roots boolean,
    overdue boolean NOT NULL,
    ended text,
    open boolean NOT NULL,
    origin text COLLATE "C",
    counted boolean NOT NULL,
    -- clocks besides the whole one that were stopped in time, and those that were not or ran out
    kept text[] NOT NULL,
    late text[] NOT NULL,
    -- the last of the nodes that say how it came out
    outcome text,
    -- work days promised for the whole
    promise real,
    PRIMARY KEY (jurisdiction, id)
  ) WITH (fillfactor = 80)`,
  ...['reported', 'accepted', 'filed', 'owed', 'handling_owed', 'closed', 'evaluated'].map((event) =>
    sql.raw(
      `CREATE INDEX figure_matter_${event} ON figure_matter (jurisdiction, ${event}_at) WHERE ${event}_at IS NOT NULL`,
    ),
  ),
  sql`CREATE INDEX figure_matter_open ON figure_matter (jurisdiction, l1) WHERE open`,
  sql`CREATE INDEX figure_matter_origin ON figure_matter (jurisdiction, reported_at) INCLUDE (origin) WHERE origin IS NOT NULL`,
  sql`CREATE INDEX figure_matter_units ON figure_matter USING gin (units) WITH (fastupdate = off)`,
  // What a window that is over must leave out: filed, dispatched or closed after its end.
  sql`CREATE INDEX figure_matter_late ON figure_matter (jurisdiction, owed_at, closed_at) WHERE closed_at > due_at`,
  sql`CREATE INDEX figure_matter_late_closed ON figure_matter (jurisdiction, closed_at, due_at) WHERE closed_at > due_at`,
  sql`CREATE INDEX figure_matter_slow_filed ON figure_matter (jurisdiction, accepted_at) WHERE filed_at - accepted_at > 86400000`,
  sql`CREATE INDEX figure_matter_slow_sent ON figure_matter (jurisdiction, filed_at) WHERE dispatched_at - filed_at > 86400000`,
  sql`CREATE TABLE figure_total (
    jurisdiction text COLLATE "C" NOT NULL,
    -- what it is counted by ('*': nothing), and of that what
    dim text COLLATE "C" NOT NULL,
    -- d: day since 1970, m: month since year 0; of local time
    span text COLLATE "C" NOT NULL,
    at int NOT NULL,
    key text COLLATE "C" NOT NULL,
    procedure text COLLATE "C" NOT NULL,
    child boolean NOT NULL,
    ${sql.raw(
      [
        ...['opened', 'accepted', 'accepted_filed', 'filed', 'filed_sent'],
        ...[
          'due',
          'due_closed',
          'due_on_time',
          'due_reworked',
          'due_extended',
          'handle_due',
          'handle_on_time',
        ],
        ...['closed', 'closed_grass', 'rated_own', 'content_own', 'rated_centre', 'content_centre'],
        ...['f_accepted', 'f_filed', 'f_dispatched', 'f_signed', 'f_fed_back', 'f_checked', 'f_closed'],
        ...['f_evaluated', 'f_assessed', 'f_archived'],
      ]
        .map((name) => `${name} int NOT NULL DEFAULT 0`)
        .join(', '),
    )},
    took_ms bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (jurisdiction, dim, span, at, key, procedure, child)
  ) WITH (fillfactor = 70)`,
  // By name: how long closings took, clocks kept and not, outcomes, promises. By day for dim '*' alone, by month for all.
  sql`CREATE TABLE figure_part (
    jurisdiction text COLLATE "C" NOT NULL,
    dim text COLLATE "C" NOT NULL,
    span text COLLATE "C" NOT NULL,
    at int NOT NULL,
    key text COLLATE "C" NOT NULL,
    procedure text COLLATE "C" NOT NULL,
    child boolean NOT NULL,
    name text COLLATE "C" NOT NULL,
    n int NOT NULL,
    PRIMARY KEY (jurisdiction, dim, span, at, key, procedure, child, name)
  ) WITH (fillfactor = 70)`,
  sql`CREATE TABLE figure_mark (
    jurisdiction text COLLATE "C" PRIMARY KEY,
    form int NOT NULL,
    -- the ledger entry the figures are up to, once they are made
    seq bigint NOT NULL,
    -- while they are made: rows of matters up to this number, then totals of months from this one on
    filled_id text COLLATE "C",
    month int
  )`,
];
