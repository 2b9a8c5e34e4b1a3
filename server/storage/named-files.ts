import type { Database } from './database.ts';

/** A file with the entry that named it first. */
export interface NamedFile {
  ref: string;
  seq: number;
  incident: string;
}

const pageRows = 1_000;

/**
 * The files that the ledger's own bytes name, in the order it named them: neither a row of a link nor one of a file is
 * believed. Read in pages, because a county has many.
 */
export async function* namedFiles(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
): AsyncGenerator<NamedFile> {
  const seen = new Set<string>();
  for (let after = 0; ;) {
    const { rows } = await pool.query<{ seq: number; incident: string; refs: string[] }>(query, [
      jurisdiction,
      after,
      pageRows,
    ]);
    for (const { seq, incident, refs } of rows) {
      after = seq;
      for (const ref of refs) {
        if (seen.has(ref)) continue;
        seen.add(ref);
        yield { ref, seq, incident };
      }
    }
    if (rows.length < pageRows) return;
  }
}

/** Looked for in the text: an entry that somebody spoilt is told by the chain, and must not stop this. */
const query = String.raw`SELECT l.seq, l.subject AS incident,
    ARRAY(SELECT m[1] FROM regexp_matches(l.body, '"ref":"([0-9a-f]{64}\.[a-z0-9]+)"', 'g') AS m) AS refs
  FROM ledger l
  WHERE l.jurisdiction = $1 AND l.seq > $2 AND l.body LIKE '%"ref":"%'
  ORDER BY l.seq LIMIT $3`;
