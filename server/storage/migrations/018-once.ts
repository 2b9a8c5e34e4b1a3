import { sql, type Kysely, type Migration } from 'kysely';

/**
 * The ledger holds each version of a subject once. A database in which one stands twice keeps both, because an entry is never
 * changed: the later one is marked as a twin, which every start and `verify` tell of.
 */
export const once: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  // Not hashed: it is no part of the entry. Writers never set it, so they cannot write a second one.
  sql`ALTER TABLE ledger ADD COLUMN twin smallint NOT NULL DEFAULT 0`,
  sql`UPDATE ledger l SET twin = d.twin FROM (
      SELECT jurisdiction, seq, row_number() OVER (PARTITION BY jurisdiction, subject, version ORDER BY seq) - 1 AS twin
      FROM ledger
    ) d WHERE d.twin > 0 AND l.jurisdiction = d.jurisdiction AND l.seq = d.seq`,
  sql`CREATE UNIQUE INDEX ledger_once ON ledger (jurisdiction, subject, version, twin)`,
  sql`DROP INDEX ledger_subject`,
  sql`CREATE INDEX ledger_twin ON ledger (jurisdiction, seq) WHERE twin > 0`,
];
