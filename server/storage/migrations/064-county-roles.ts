import { sql, type Kysely, type Migration } from 'kysely';

/** Roles that a county keeps: an account names one beside the shipped role that it is made of. */
export const countyRoles: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE person ADD COLUMN county_role text COLLATE "C"`.execute(db);
  },
};
