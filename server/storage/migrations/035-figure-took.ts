import { sql, type Kysely, type Migration } from 'kysely';

/**
 * How long closings took, by bucket: a row a day and key in place of a row a bucket, since a county of millions fills most of some
 * 200 buckets every day. What `figure_part` held of them goes when totals are made in their new form.
 */
export const figureTook: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE figure_took (
      jurisdiction text COLLATE "C" NOT NULL,
      dim text COLLATE "C" NOT NULL,
      span text COLLATE "C" NOT NULL,
      at int NOT NULL,
      key text COLLATE "C" NOT NULL,
      procedure text COLLATE "C" NOT NULL,
      child boolean NOT NULL,
      -- one beside the other: how many closings lie in which bucket
      buckets int[] NOT NULL,
      counts int[] NOT NULL,
      PRIMARY KEY (jurisdiction, dim, span, at, key, procedure, child)
    ) WITH (fillfactor = 70)`.execute(db);
  },
};
