import { sql, type Kysely, type Migration } from 'kysely';

/** What people say of what models saw, and what models saw while they opened no matters. */
export const models: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE model_verdict (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    model text COLLATE "C" NOT NULL,
    -- the matter, or the sighting that was held as held:<id>
    subject text COLLATE "C" NOT NULL,
    verdict text NOT NULL,
    reason text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    at bigint NOT NULL,
    -- false: somebody said otherwise later
    stands boolean NOT NULL
  )`,
  sql`CREATE INDEX model_verdict_model ON model_verdict (jurisdiction, model, at DESC) WHERE stands`,
  sql`CREATE UNIQUE INDEX model_verdict_subject ON model_verdict (jurisdiction, subject) WHERE stands`,
  sql`CREATE TABLE model_word (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    model text COLLATE "C" NOT NULL,
    word text NOT NULL,
    reason text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    at bigint NOT NULL
  )`,
  sql`CREATE INDEX model_word_model ON model_word (jurisdiction, model, n DESC)`,
  sql`CREATE TABLE model_held (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    model text COLLATE "C" NOT NULL,
    -- one thing that is seen again and again is one row
    origin text COLLATE "C" NOT NULL,
    camera text COLLATE "C" NOT NULL,
    item text COLLATE "C" NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    times int NOT NULL,
    confidence real NOT NULL,
    text text NOT NULL,
    picture text
  )`,
  sql`CREATE INDEX model_held_model ON model_held (jurisdiction, model, last_at DESC)`,
  sql`CREATE INDEX model_held_origin ON model_held (jurisdiction, origin, last_at DESC)`,
  sql`CREATE INDEX incident_camera ON incident (jurisdiction, reported_at) WHERE source = 'camera'`,
];
