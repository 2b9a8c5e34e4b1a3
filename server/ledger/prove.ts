import type { Anchor } from '#shared/ledger/anchor.ts';
import type { LostAnchor, Proofs, SubjectProof } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { readCover, readHashes, readProofRows, type ProofRow } from '../storage/record/ledger-proof.ts';
import { hashOf, noHash } from './chain.ts';
import { noVolumes, type Volumes } from './volumes.ts';

/** Holds the ledger against what was taken out of it: seals on paper, anchors in files. */
export function openProofs(database: Database, volumes: Volumes = noVolumes): Proofs {
  return {
    subject: (jurisdiction, subject) => proveSubject(database, volumes, jurisdiction, subject),
    holdAnchors: (jurisdiction, anchors) => holdAnchors(database, jurisdiction, anchors, volumes),
  };
}

/** Computes the hash of every entry about a subject anew, each from the entry before it in the ledger. */
async function proveSubject(
  database: Database,
  volumes: Volumes,
  jurisdiction: string,
  subject: string,
): Promise<SubjectProof> {
  const rows = await wholeProof(database, volumes, jurisdiction, subject);
  const last = rows.at(-1);
  return {
    links: rows.map(({ seq, hash }) => ({ seq, hash })),
    bad: rows.find((row, index) => !fits(jurisdiction, row, index))?.seq ?? null,
    anchor: last ? await readCover(database, jurisdiction, last.seq) : null,
  };
}

/** Rows, and what volumes tell: of entries that are no longer rows, and of the one before a row. */
async function wholeProof(
  database: Database,
  volumes: Volumes,
  jurisdiction: string,
  subject: string,
): Promise<ProofRow[]> {
  const rows = await readProofRows(database, jurisdiction, subject);
  if (rows[0]?.version === 1 && rows.every(({ before, seq }) => before !== null || seq === 1)) return rows;
  const bound = await volumes.subjects(jurisdiction, [subject], Infinity);
  const told = new Map(bound.map((row) => [row.seq, row.before]));
  const whole: ProofRow[] = [];
  for (const row of rows) {
    const before = row.before ?? told.get(row.seq) ?? (await hashAt(volumes, jurisdiction, row.seq - 1));
    told.delete(row.seq);
    whole.push({ ...row, before });
  }
  return [...whole, ...bound.filter(({ seq }) => told.has(seq))].sort((a, b) => a.seq - b.seq);
}

async function hashAt(volumes: Volumes, jurisdiction: string, seq: number): Promise<string | null> {
  const [row] = seq > 0 ? await volumes.read(jurisdiction, seq - 1, 1) : [];
  return row?.seq === seq ? row.hash : null;
}

function fits(jurisdiction: string, row: ProofRow, index: number): boolean {
  const before = row.before ?? (row.seq === 1 ? noHash : null);
  return (
    before !== null && row.version === index + 1 && hashOf(before, { jurisdiction, ...row }) === row.hash
  );
}

/**
 * The first anchor that a ledger no longer agrees with, and the first entry that may be at fault. A ledger that ends before an
 * anchor was cut off right behind its end. Where another hash stands, everything from some entry behind the last anchor
 * that still holds was made anew: nobody can tell more than these two ends.
 */
export async function holdAnchors(
  database: Database,
  jurisdiction: string,
  anchors: readonly Anchor[],
  volumes: Volumes = noVolumes,
): Promise<{ held: number; lost: LostAnchor | null }> {
  const own = anchors.filter((one) => one.jurisdiction === jurisdiction).sort((a, b) => a.seq - b.seq);
  const { hashes, last } = await readHashes(
    database,
    jurisdiction,
    own.map(({ seq }) => seq),
  );
  const end = (await volumes.list(jurisdiction)).at(-1)?.last ?? 0;
  for (const { seq } of own) {
    const hash = seq > end ? null : await hashAt(volumes, jurisdiction, seq);
    if (hash !== null) hashes.set(seq, hash);
  }
  let holding = 0;
  for (const [index, { seq, hash, at }] of own.entries()) {
    const anchor = { seq, hash, at };
    const found = hashes.get(seq);
    if (found === hash) holding = seq;
    else if (found !== undefined) return { held: index, lost: { why: 'remade', seq: holding + 1, anchor } };
    else if (Math.max(last, end) < seq)
      return { held: index, lost: { why: 'cut-off', seq: last + 1, anchor } };
    else return { held: index, lost: { why: 'missing', seq, anchor } };
  }
  return { held: own.length, lost: null };
}
