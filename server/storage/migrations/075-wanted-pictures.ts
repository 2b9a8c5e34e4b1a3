import { sql, type Kysely, type Migration } from 'kysely';

/** Pictures that a matter says will follow, until they came or it says why not; a server that fell leaves its own to the next. */
export const wantedPictures: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE wanted_picture (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      jurisdiction text NOT NULL,
      origin text NOT NULL,
      at bigint NOT NULL,
      source text NOT NULL,
      snapshot text NOT NULL,
      text text NOT NULL,
      since timestamptz NOT NULL DEFAULT now(),
      held_until timestamptz NOT NULL,
      UNIQUE (jurisdiction, origin, at)
    )`.execute(db);
  },
};
