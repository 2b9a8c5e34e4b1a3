import type { Records } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { readIncident, readLiving } from '../storage/record/ledger-store.ts';

/** Reads of the record lane's tables, as other rooms see them. */
export function openRecords(database: Database): Records {
  return {
    incident: (jurisdiction, id) => readIncident(database, jurisdiction, id),
    living: (jurisdiction, since, finishingSince) =>
      readLiving(database, jurisdiction, since, finishingSince),
  };
}
