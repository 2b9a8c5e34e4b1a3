import { sql, type Kysely, type Migration } from 'kysely';

/** Counties that administrators brought: the files of their packs, so that every server of the house opens the same. */
export const counties: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE county (
    id text COLLATE "C" PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE,
    at bigint NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    -- the county of who brought it
    by_county text NOT NULL
  )`,
  sql`CREATE TABLE county_file (
    county text COLLATE "C" NOT NULL REFERENCES county (id),
    path text COLLATE "C" NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (county, path)
  )`,
];
