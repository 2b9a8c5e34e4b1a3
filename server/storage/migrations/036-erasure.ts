import { sql, type Kysely, type Migration } from 'kysely';

/** When somebody's contact was erased at his wish, and the way from a telephone number to the calls that left it. */
export const erasure: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`ALTER TABLE public_report ADD COLUMN erased_at bigint`,
  sql`ALTER TABLE caller ADD COLUMN erased_at bigint`,
  sql`CREATE INDEX caller_plain_phone
      ON caller (jurisdiction, (regexp_replace(phone, '^(?:\\+|00)86|[^0-9]', '', 'g')), made_at)
      WHERE phone IS NOT NULL`,
  sql`CREATE INDEX caller_plain_call_back
      ON caller (jurisdiction, (regexp_replace(call_back, '^(?:\\+|00)86|[^0-9]', '', 'g')), made_at)
      WHERE call_back IS NOT NULL`,
];
