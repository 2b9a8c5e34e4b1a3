import type { Anchor } from '#shared/ledger/anchor.ts';
import type { LostAnchor, Proofs, SubjectProof } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { readCover, readHashes, readProofRows, type ProofRow } from '../storage/record/ledger-proof.ts';
import { hashOf, noHash } from './chain.ts';

/** Holds the ledger against what was taken out of it: seals on paper, anchors in files. */
export function openProofs(database: Database): Proofs {
  return {
    subject: (jurisdiction, subject) => proveSubject(database, jurisdiction, subject),
    holdAnchors: (jurisdiction, anchors) => holdAnchors(database, jurisdiction, anchors),
  };
}

/** Computes the hash of every entry about a subject anew, each from the entry before it in the ledger. */
async function proveSubject(
  database: Database,
  jurisdiction: string,
  subject: string,
): Promise<SubjectProof> {
  const rows = await readProofRows(database, jurisdiction, subject);
  const last = rows.at(-1);
  return {
    links: rows.map(({ seq, hash }) => ({ seq, hash })),
    bad: rows.find((row, index) => !fits(jurisdiction, row, index))?.seq ?? null,
    anchor: last ? await readCover(database, jurisdiction, last.seq) : null,
  };
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
): Promise<{ held: number; lost: LostAnchor | null }> {
  const own = anchors.filter((one) => one.jurisdiction === jurisdiction).sort((a, b) => a.seq - b.seq);
  const { hashes, last } = await readHashes(
    database,
    jurisdiction,
    own.map(({ seq }) => seq),
  );
  let holding = 0;
  for (const [index, { seq, hash, at }] of own.entries()) {
    const anchor = { seq, hash, at };
    const found = hashes.get(seq);
    if (found === hash) holding = seq;
    else if (found !== undefined) return { held: index, lost: { why: 'remade', seq: holding + 1, anchor } };
    else if (last < seq) return { held: index, lost: { why: 'cut-off', seq: last + 1, anchor } };
    else return { held: index, lost: { why: 'missing', seq, anchor } };
  }
  return { held: own.length, lost: null };
}
