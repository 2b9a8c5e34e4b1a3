import { sql, type Kysely, type Migration } from 'kysely';

/** What figures and lists need of the incident table beside the record lane's own indexes. */
export const figures: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  // Figures read whole months of the table: with the long state kept apart, a month is a few megabytes.
  sql`ALTER TABLE incident SET (toast_tuple_target = 512)`,
  // One index finds all that a window can count: everything whose last instant is not before it (`figure-conditions.ts`).
  sql`CREATE INDEX incident_last ON incident (jurisdiction, greatest(reported_at, accepted_at, filed_at, due_at, handling_due_at, handled_at, closed_at, evaluated_at))`,
  sql`CREATE INDEX incident_open ON incident (jurisdiction, l1) WHERE open`,
];
