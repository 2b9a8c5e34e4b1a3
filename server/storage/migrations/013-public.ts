import { sql, type Kysely, type Migration } from 'kysely';

/**
 * What stays outside of the ledger about those who report without an account: how to reach them, which can be forgotten, and
 * the hash of the code by which they follow their matter. And who looked at the contact.
 */
export const publicDoor: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE public_report (
    jurisdiction text COLLATE "C" NOT NULL,
    incident text COLLATE "C" NOT NULL,
    code_hash text COLLATE "C" NOT NULL,
    name text,
    phone text,
    remarks int NOT NULL DEFAULT 0,
    made_at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, incident)
  )`,
  sql`CREATE UNIQUE INDEX public_report_code ON public_report (jurisdiction, code_hash)`,
  sql`CREATE INDEX public_report_contact ON public_report (made_at) WHERE name IS NOT NULL OR phone IS NOT NULL`,
  sql`CREATE TABLE reporter_look (
    jurisdiction text COLLATE "C" NOT NULL,
    incident text COLLATE "C" NOT NULL,
    person text NOT NULL,
    name text NOT NULL,
    at bigint NOT NULL
  )`,
  sql`CREATE INDEX reporter_look_at ON reporter_look (jurisdiction, incident, at)`,
];
