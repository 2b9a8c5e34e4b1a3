import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Files of evidence. The bytes lie in a folder under their `ref`, which is their SHA-256 with a suffix; the rows say what they
 * are, who brought them and which incidents name them. An incident cannot name a file that is not there.
 */
export const evidence: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE evidence_file (
    jurisdiction text COLLATE "C" NOT NULL,
    ref text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    bytes bigint NOT NULL,
    type text NOT NULL,
    -- who brought it first, and when it was brought last
    uploaded_by text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, ref)
  )`,
  // Who may name a file in a command: who brought it, for a day.
  sql`CREATE TABLE evidence_upload (
    jurisdiction text COLLATE "C" NOT NULL,
    uploaded_by text COLLATE "C" NOT NULL,
    ref text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (jurisdiction, uploaded_by, ref),
    FOREIGN KEY (jurisdiction, ref) REFERENCES evidence_file ON DELETE CASCADE
  )`,
  sql`CREATE INDEX evidence_upload_ref ON evidence_upload (jurisdiction, ref)`,
  sql`CREATE INDEX evidence_upload_at ON evidence_upload (at)`,
  sql`CREATE TABLE evidence_link (
    jurisdiction text COLLATE "C" NOT NULL,
    ref text COLLATE "C" NOT NULL,
    incident text COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, ref, incident),
    FOREIGN KEY (jurisdiction, ref) REFERENCES evidence_file
  )`,
];
