import { sql, type Kysely, type Migration } from 'kysely';

/** How each group of street lamps burns, as its controller told last; orders and answers are facts of the ledger. */
export const lamps: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE lamp_told (
      jurisdiction text COLLATE "C" NOT NULL,
      lamp_group text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      level real NOT NULL,
      lit int NOT NULL,
      dark int NOT NULL,
      PRIMARY KEY (jurisdiction, lamp_group)
    )`.execute(db);
  },
};
