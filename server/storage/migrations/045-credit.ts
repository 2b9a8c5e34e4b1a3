import { sql, type Kysely, type Migration } from 'kysely';

/** What is published of credit is found without walking through all matters, and who is named in a role without all links. */
export const credit: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE INDEX incident_credit ON incident (jurisdiction, reported_at)
      WHERE procedure IN ('random-inspection', 'abnormal-listing', 'dishonesty-listing')`.execute(db);
    await sql`CREATE INDEX world_link_role ON world_link (jurisdiction, role, at)`.execute(db);
  },
};
