import { sql, type Kysely, type Migration } from 'kysely';

/**
 * The way back to a lost tracking code: a second code of a matter, beside the first, and one-time codes by which the holder of a
 * telephone number shows himself. Of a number that asked nothing is kept but a keyed hash.
 */
export const lostCodes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`ALTER TABLE public_report ADD COLUMN found_hash text COLLATE "C"`,
  sql`CREATE UNIQUE INDEX public_report_found ON public_report (jurisdiction, found_hash) WHERE found_hash IS NOT NULL`,
  sql`CREATE INDEX public_report_phone
      ON public_report (jurisdiction, (regexp_replace(phone, '^(?:\\+|00)86|[^0-9]', '', 'g')), made_at)
      WHERE phone IS NOT NULL`,
  sql`CREATE TABLE lost_code (
    jurisdiction text COLLATE "C" NOT NULL,
    phone_hash text COLLATE "C" NOT NULL,
    code_hash text COLLATE "C" NOT NULL,
    until bigint NOT NULL,
    tries int NOT NULL DEFAULT 0,
    asked int NOT NULL DEFAULT 1,
    asked_from bigint NOT NULL,
    PRIMARY KEY (jurisdiction, phone_hash)
  )`,
  sql`CREATE INDEX lost_code_from ON lost_code (asked_from)`,
];
