import { sql, type Kysely, type Migration } from 'kysely';

/** Who may come in: people, screens and other systems, and the sessions of the first two. Secrets are kept as hashes only. */
export const access: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE person (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    login text COLLATE "C" NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    unit text COLLATE "C",
    grids text[] NOT NULL,
    staff text COLLATE "C",
    -- argon2id
    hash text NOT NULL,
    demo boolean NOT NULL,
    disabled boolean NOT NULL,
    made_at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, id),
    UNIQUE (jurisdiction, login)
  )`,
  sql`CREATE TABLE device_token (
    id text COLLATE "C" PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    -- SHA-256: a token is random, so there is nothing to guess at
    hash text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    demo boolean NOT NULL,
    revoked boolean NOT NULL,
    made_at bigint NOT NULL
  )`,
  sql`CREATE TABLE source_token (
    id text COLLATE "C" PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL UNIQUE,
    -- the name its facts and counts carry, e.g. 'hotline'
    source text COLLATE "C" NOT NULL,
    doors text[] NOT NULL,
    demo boolean NOT NULL,
    revoked boolean NOT NULL,
    made_at bigint NOT NULL
  )`,
  // As connect-pg-simple expects it.
  sql`CREATE TABLE session (
    sid varchar PRIMARY KEY,
    sess json NOT NULL,
    expire timestamp(6) NOT NULL
  )`,
  sql`CREATE INDEX session_expire ON session (expire)`,
];
