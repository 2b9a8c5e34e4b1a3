import { sql, type Kysely, type Migration } from 'kysely';

/** Checkpoints of the past, which are made from the ledger and can be made again. */
export const replay: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE replay_checkpoint (
    jurisdiction text COLLATE "C" NOT NULL,
    -- the ledger entry it is up to
    seq bigint NOT NULL,
    at bigint NOT NULL,
    -- of the state in it; one of another form is made again
    form text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (jurisdiction, seq)
  )`,
  // It is compressed before it comes.
  sql`ALTER TABLE replay_checkpoint ALTER body SET STORAGE EXTERNAL`,
];
