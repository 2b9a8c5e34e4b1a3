import { sql, type Kysely, type Migration } from 'kysely';

/**
 * How often each other system came and was refused, its silences with what became of them, and notices to people: of a silence to those
 * who answer for the system, of being named a deputy to the deputy.
 */
export const connectedSystems: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE system_call (
    jurisdiction text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    -- days since 1970 in UTC
    day int NOT NULL,
    calls int NOT NULL DEFAULT 0,
    refused int NOT NULL DEFAULT 0,
    -- of a call that was taken
    last_at bigint,
    PRIMARY KEY (jurisdiction, source, day)
  ) WITH (fillfactor = 70)`,
  sql`CREATE TABLE system_silence (
    jurisdiction text COLLATE "C" NOT NULL,
    system text COLLATE "C" NOT NULL,
    -- when it came last
    since bigint NOT NULL,
    noticed_at bigint NOT NULL,
    -- that the post's holders were told
    notice text COLLATE "C" NOT NULL,
    -- the matter that it became
    incident text COLLATE "C",
    over_at bigint,
    PRIMARY KEY (jurisdiction, system, since)
  )`,
  sql`CREATE UNIQUE INDEX system_silence_open ON system_silence (jurisdiction, system) WHERE over_at IS NULL`,
  sql`CREATE TABLE notice (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    -- to a person, or to the holders of a post in a unit
    person text COLLATE "C",
    unit text COLLATE "C",
    post text COLLATE "C",
    said jsonb NOT NULL,
    at bigint NOT NULL,
    over_at bigint,
    PRIMARY KEY (jurisdiction, id)
  )`,
  sql`CREATE INDEX notice_person ON notice (jurisdiction, person) WHERE person IS NOT NULL`,
  sql`CREATE INDEX notice_post ON notice (jurisdiction, unit, post) WHERE unit IS NOT NULL`,
  sql`CREATE TABLE notice_seen (
    jurisdiction text COLLATE "C" NOT NULL,
    notice text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    name text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, notice, person),
    FOREIGN KEY (jurisdiction, notice) REFERENCES notice (jurisdiction, id) ON DELETE CASCADE
  )`,
];
