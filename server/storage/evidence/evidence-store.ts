import { sql } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import type { FileType } from '#shared/evidence/file.ts';
import type { Database } from '../database.ts';
import { inScope } from '../scope-condition.ts';

/** Rows of files of evidence: what they are, who brought them, which incidents name them. */
export interface FileRow {
  jurisdiction: string;
  ref: string;
  sha256: string;
  bytes: number;
  type: FileType;
  uploaded_by: string;
  at: number;
}
/** Who may name a file. */
export interface Upload {
  ref: string;
  by: string;
}
export type EvidenceStore = ReturnType<typeof openEvidenceStore>;

export function openEvidenceStore({ db, pool }: Pick<Database, 'db' | 'pool'>) {
  return {
    /** Known from now on, and `uploaded_by` may name it. */
    async add(row: FileRow): Promise<void> {
      await pool.query(addQuery, [
        ...[row.jurisdiction, row.ref, row.sha256, row.bytes, row.type, row.uploaded_by, row.at],
      ]);
    },
    /** A file that this person may see: an incident in scope names it, or nobody does yet and it is the person's own. */
    async visible(person: Person, ref: string): Promise<Pick<FileRow, 'type' | 'bytes'> | null> {
      const { jurisdiction, id } = person;
      const { rows } = await sql<Pick<FileRow, 'type' | 'bytes'>>`
        select f.type, f.bytes from evidence_file f
        where f.jurisdiction = ${jurisdiction} and f.ref = ${ref} and (
          exists (select from evidence_link l join incident i on i.jurisdiction = l.jurisdiction and i.id = l.incident
            where l.jurisdiction = f.jurisdiction and l.ref = f.ref and ${inScope(person)})
          or exists (select from evidence_upload u
              where u.jurisdiction = f.jurisdiction and u.uploaded_by = ${id} and u.ref = f.ref)
            and not exists (select from evidence_link l where l.jurisdiction = f.jurisdiction and l.ref = f.ref))`.execute(
        db,
      );
      return rows[0] ?? null;
    },
    /** Bytes that somebody brought and nobody named. */
    async pendingBytes(jurisdiction: string, by: string): Promise<number> {
      const { rows } = await pool.query<{ bytes: number }>(pendingQuery, [jurisdiction, by]);
      return rows[0]?.bytes ?? 0;
    },
    /**
     * Takes the right to name a file from those who brought it before `before`, and forgets the files that nobody named and
     * nobody may name any more: their refs.
     */
    async forget(jurisdiction: string, before: number): Promise<string[]> {
      await pool.query('DELETE FROM evidence_upload WHERE jurisdiction = $1 AND at < $2', [
        jurisdiction,
        before,
      ]);
      const { rows } = await pool.query<{ ref: string }>(forgetQuery, [jurisdiction, before]);
      return rows.map(({ ref }) => ref);
    },
    /** Those of `refs` that no row knows. */
    async strangers(jurisdiction: string, refs: readonly string[]): Promise<string[]> {
      const { rows } = await pool.query<{ ref: string }>(strangerQuery, [jurisdiction, refs]);
      return rows.map(({ ref }) => ref);
    },
  };
}

export async function readUploads(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  refs: readonly string[],
): Promise<Upload[]> {
  const text = `SELECT ref, uploaded_by AS by FROM evidence_upload WHERE jurisdiction = $1 AND ref = ANY($2::text[])`;
  return (await pool.query<Upload>(text, [jurisdiction, refs])).rows;
}

// The instant moves on, so that a sweep that waited for this row finds it too young.
const addQuery = `WITH file AS (
    INSERT INTO evidence_file (jurisdiction, ref, sha256, bytes, type, uploaded_by, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (jurisdiction, ref) DO UPDATE SET at = excluded.at RETURNING jurisdiction, ref
  )
  INSERT INTO evidence_upload (jurisdiction, ref, uploaded_by, at)
  SELECT jurisdiction, ref, $6, $7 FROM file
  ON CONFLICT (jurisdiction, uploaded_by, ref) DO UPDATE SET at = excluded.at`;
const pendingQuery = `SELECT coalesce(sum(f.bytes), 0)::int8 AS bytes
  FROM evidence_upload u JOIN evidence_file f USING (jurisdiction, ref)
  WHERE u.jurisdiction = $1 AND u.uploaded_by = $2
    AND NOT EXISTS (SELECT FROM evidence_link l WHERE l.jurisdiction = u.jurisdiction AND l.ref = u.ref)`;
const forgetQuery = `DELETE FROM evidence_file f
  WHERE f.jurisdiction = $1 AND f.at < $2
    AND NOT EXISTS (SELECT FROM evidence_upload u WHERE u.jurisdiction = f.jurisdiction AND u.ref = f.ref)
    AND NOT EXISTS (SELECT FROM evidence_link l WHERE l.jurisdiction = f.jurisdiction AND l.ref = f.ref)
  RETURNING f.ref`;
const strangerQuery = `SELECT w.ref FROM unnest($2::text[]) AS w (ref)
  WHERE NOT EXISTS (SELECT FROM evidence_file f WHERE f.jurisdiction = $1 AND f.ref = w.ref)
    AND NOT EXISTS (SELECT FROM ledger_volume v WHERE v.jurisdiction = $1 AND v.ref = w.ref)`;
