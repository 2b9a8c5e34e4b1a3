import { sql, type Kysely, type Migration } from 'kysely';

/** What learned rules know of their sensors, kept now and then so that a start need not learn anew. */
export const learnt: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE rule_learnt (
      sensor int NOT NULL,
      rule text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      state bytea NOT NULL,
      PRIMARY KEY (sensor, rule)
    )`.execute(db);
  },
};
