import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Accounts for everybody: telephone, first and last day, one-time codes, deputies, sheets of people with their rows, when an account
 * or a token was used last, and what the audit says about one account.
 */
export const people: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`ALTER TABLE person
    ADD COLUMN phone text,
    -- the account opens in [starts_at, ends_at); null: no bound
    ADD COLUMN starts_at bigint,
    ADD COLUMN ends_at bigint,
    -- keyed hash of the one-time code that lets its owner set a password; null: none
    ADD COLUMN code_hash text COLLATE "C",
    ADD COLUMN code_ends bigint,
    -- the last sign-in
    ADD COLUMN used_at bigint,
    -- counts changes by administrators, so that of two at once the second is told
    ADD COLUMN version int NOT NULL DEFAULT 0`,
  sql`CREATE INDEX person_staff ON person (jurisdiction, staff) WHERE staff IS NOT NULL`,
  sql`ALTER TABLE device_token ADD COLUMN used_at bigint`,
  sql`ALTER TABLE source_token ADD COLUMN used_at bigint`,
  sql`ALTER TABLE seat
    -- whom the one who sits there stands in for; null: nobody
    ADD COLUMN acts_for text COLLATE "C"`,
  sql`CREATE TABLE deputy (
    id text COLLATE "C" PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    deputy text COLLATE "C" NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    made_by text COLLATE "C" NOT NULL,
    made_at bigint NOT NULL
  )`,
  sql`CREATE INDEX deputy_person ON deputy (jurisdiction, person)`,
  sql`CREATE INDEX deputy_deputy ON deputy (jurisdiction, deputy)`,
  sql`CREATE TABLE people_import (
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
    finished_at bigint,
    error text
  )`,
  sql`CREATE INDEX people_import_list ON people_import (jurisdiction, made_at DESC)`,
  sql`CREATE TABLE people_import_row (
    import text COLLATE "C" NOT NULL REFERENCES people_import ON DELETE CASCADE,
    no int NOT NULL,
    cells text[] NOT NULL,
    -- null: not judged yet
    verdict text COLLATE "C",
    login text COLLATE "C",
    -- JSON: faults, doubts and what changes
    told jsonb,
    done boolean NOT NULL DEFAULT false,
    PRIMARY KEY (import, no)
  )`,
  sql`CREATE INDEX people_import_row_verdict ON people_import_row (import, verdict, no)`,
  sql`CREATE INDEX audit_about ON audit (jurisdiction, ((body::jsonb) ->> 'about'), seq)`,
];
