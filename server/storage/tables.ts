import type { RecordTables } from './record/record-tables.ts';
import type { AccessTables } from './access/access-tables.ts';

/** The tables of the database as kysely sees them. Each room adds its own interface here when its migration lands. */
export interface Tables extends RecordTables, AccessTables {}
