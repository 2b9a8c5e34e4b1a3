import type { Database } from './database.ts';
import type { LedgerRow } from './record/ledger-row.ts';
import type { VolumeRow } from './record/volume-store.ts';

/** A file with the entry that named it first. */
export interface NamedFile {
  ref: string;
  seq: number;
  incident: string;
}

/** Entries that are no longer rows (`ledger/volumes.ts`). */
export interface BoundEntries {
  list(jurisdiction: string): Promise<VolumeRow[]>;
  entries(volume: VolumeRow): AsyncGenerator<LedgerRow[]>;
}

const pageRows = 1_000;

/**
 * The files that the ledger's own bytes name, in the order it named them: neither a row of a link nor one of a file is
 * believed. Read in pages, because a county has many.
 */
export async function* namedFiles(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  volumes?: BoundEntries,
): AsyncGenerator<NamedFile> {
  const seen = new Set<string>();
  for (const volume of (await volumes?.list(jurisdiction)) ?? [])
    for await (const rows of volumes?.entries(volume) ?? [])
      for (const { seq, subject: incident, body } of rows)
        for (const [, ref = ''] of body.matchAll(/"ref":"([0-9a-f]{64}\.[a-z0-9]+)"/g)) {
          if (seen.has(ref)) continue;
          seen.add(ref);
          yield { ref, seq, incident };
        }
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
