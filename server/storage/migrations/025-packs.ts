import { sql, type Kysely, type Migration } from 'kysely';

/**
 * What administrators changed of a pack while its county was open: versions in order, each with the rows it changed. The folder of
 * the pack is version 1. Only ever added to: what a county went by at an instant can always be told.
 */
export const packVersions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE pack_version (
    jurisdiction text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    at bigint NOT NULL,
    -- when it takes effect
    since bigint NOT NULL,
    -- open: matters that are open go by it from then on; new: those that begin after it alone
    applies text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    why text NOT NULL,
    -- the version that it takes back
    undoes integer,
    PRIMARY KEY (jurisdiction, version)
  )`,
  sql`CREATE TABLE pack_row (
    jurisdiction text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    part text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    -- null: taken out
    body json,
    PRIMARY KEY (jurisdiction, version, part, key)
  )`,
  sql`CREATE INDEX pack_row_of ON pack_row (jurisdiction, part, key, version)`,
  sql`CREATE FUNCTION packs_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'versions of a pack are only ever added to' USING ERRCODE = 'insufficient_privilege';
    END $$`,
  sql`CREATE TRIGGER packs_stay BEFORE UPDATE OR DELETE ON pack_version FOR EACH ROW EXECUTE FUNCTION packs_stay()`,
  sql`CREATE TRIGGER packs_stay BEFORE UPDATE OR DELETE ON pack_row FOR EACH ROW EXECUTE FUNCTION packs_stay()`,
];
