import { sql, type Kysely, type Migration } from 'kysely';

/** Who called, as an officer wrote it down: outside of the ledger, so that it can be forgotten. */
export const callers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE caller (
    jurisdiction text COLLATE "C" NOT NULL,
    incident text COLLATE "C" NOT NULL,
    name text,
    phone text,
    call_back text,
    outside text,
    made_at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, incident)
  )`,
  sql`CREATE INDEX caller_contact ON caller (made_at)
      WHERE name IS NOT NULL OR phone IS NOT NULL OR call_back IS NOT NULL`,
  sql`CREATE INDEX caller_phone ON caller (jurisdiction, phone, made_at) WHERE phone IS NOT NULL`,
];
