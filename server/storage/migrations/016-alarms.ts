import { sql, type Migration } from 'kysely';

/** What an incident of a raised rule stands for besides its sensor: an outage of many. */
export const alarms: Migration = {
  async up(db) {
    await sql`alter table raised_rule add column cause text`.execute(db);
  },
};
