import { sql, type Kysely, type Migration } from 'kysely';

/** What walls were told and last said of themselves, and codes by which new ones ask to be let in. */
export const walls: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE wall (
    device text COLLATE "C" PRIMARY KEY REFERENCES device_token (id),
    jurisdiction text COLLATE "C" NOT NULL,
    told jsonb,
    said jsonb,
    said_at bigint
  )`,
  sql`CREATE INDEX wall_jurisdiction ON wall (jurisdiction)`,
  // A code is short and lives for minutes; alone it opens nothing: an officer must type it in, and the screen must hold the secret.
  sql`CREATE UNLOGGED TABLE wall_pairing (
    jurisdiction text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    secret_hash text COLLATE "C" NOT NULL UNIQUE,
    address text NOT NULL,
    ends_at bigint NOT NULL,
    device text COLLATE "C",
    PRIMARY KEY (jurisdiction, code)
  )`,
  sql`CREATE INDEX wall_pairing_ends ON wall_pairing (ends_at)`,
];
