import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Seats of people who are signed in, their second factor, what a source may write and claim, and the audit: who came in, who was
 * let in, who took what out. The audit is only ever added to, and chained like the ledger.
 */
export const trust: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`ALTER TABLE person
    -- secret of the second factor, encrypted; null: none
    ADD COLUMN totp text,
    -- the last time step whose code was used, so that no code is used twice
    ADD COLUMN totp_step bigint NOT NULL DEFAULT 0,
    -- SHA-256 of each recovery code that is left
    ADD COLUMN recovery text[] NOT NULL DEFAULT '{}'`,
  sql`CREATE TABLE seat (
    id text COLLATE "C" PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    made_at bigint NOT NULL,
    used_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    address text NOT NULL,
    agent text NOT NULL
  )`,
  sql`CREATE INDEX seat_person ON seat (jurisdiction, person)`,
  sql`CREATE INDEX seat_ends ON seat (ends_at)`,
  // Null: issued before tokens were bound, or for the whole jurisdiction.
  sql`ALTER TABLE source_token ADD COLUMN bounds jsonb`,
  sql`CREATE TABLE audit_head (
    jurisdiction text COLLATE "C" PRIMARY KEY,
    seq bigint NOT NULL,
    hash text NOT NULL
  )`,
  sql`CREATE TABLE audit (
    jurisdiction text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    act text COLLATE "C" NOT NULL,
    -- JSON: who, about whom, from where, with what
    body text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (jurisdiction, seq)
  )`,
  sql`CREATE INDEX audit_at ON audit (jurisdiction, at, seq)`,
  sql`CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT 1 FROM audit) THEN RETURN NULL; END IF;
      RAISE EXCEPTION 'the audit is only ever added to' USING ERRCODE = 'insufficient_privilege';
    END $$`,
  sql`CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays()`,
  sql`CREATE TRIGGER audit_stays_whole BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()`,
];
