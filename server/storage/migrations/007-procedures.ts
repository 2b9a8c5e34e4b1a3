import { sql, type Kysely, type Migration } from 'kysely';

/** Many procedures in one pool: matters that open others, and which of them rates count. */
export const procedures: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`ALTER TABLE incident
    ADD COLUMN parent text COLLATE "C",
    ADD COLUMN counted boolean NOT NULL DEFAULT true,
    ADD COLUMN grade text,
    ADD COLUMN escalation smallint NOT NULL DEFAULT 0`,
  sql`ALTER TABLE person ADD COLUMN post text`,
  sql`CREATE INDEX incident_parent ON incident (jurisdiction, parent) WHERE parent IS NOT NULL`,
  sql`CREATE INDEX incident_flow ON incident (jurisdiction, procedure, node) WHERE ended IS NULL`,
];
