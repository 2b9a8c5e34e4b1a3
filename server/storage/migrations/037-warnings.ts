import { sql, type Kysely, type Migration } from 'kysely';

/** Proposals stand beside warnings and are found by their cause; what a warning opened is found by it. */
export const warnings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE INDEX warning_cause ON warning (jurisdiction, (state ->> 'cause')) WHERE NOT released`,
  sql`CREATE INDEX incident_of_warning ON incident (jurisdiction, origin) WHERE origin LIKE 'warning:%'`,
];
