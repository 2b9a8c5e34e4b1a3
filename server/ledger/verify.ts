import { hash } from 'node:crypto';
import type { Ledger } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { inLedgerSnapshot, type LedgerChunk, type LedgerSnapshot } from '../storage/ledger-copy.ts';
import { hashDigits, noHash } from './chain.ts';

type Verdict = Awaited<ReturnType<Ledger['verify']>>;
type Bad = NonNullable<Verdict['bad']>;

/**
 * Walks the whole chain of a jurisdiction in one snapshot, a chunk at a time, and names the first entry that does not fit:
 * changed, missing, put in, in another place, or cut off at the end. The end is held against the jurisdiction's head; both
 * against the anchors, which also tell when somebody made a whole new chain that fits in itself.
 */
export function verifyChain(database: Database, jurisdiction: string): Promise<Verdict> {
  return inLedgerSnapshot(database, jurisdiction, hashDigits, async (snapshot) => {
    const walked = await walk(snapshot);
    return { entries: walked.entries, bad: earliest(walked.bad, checkEnds(snapshot, walked)) };
  });
}

interface Walked {
  entries: number;
  /** Hash of the last entry that fits. */
  last: string;
  bad: Bad | null;
}

async function walk(snapshot: LedgerSnapshot): Promise<Walked> {
  let [entries, last] = [0, noHash];
  if (snapshot.span.first === null) return { entries, last, bad: null };
  for await (const chunk of snapshot.chunks()) {
    chunk.pieces.write(last, 0, 'latin1');
    const fitting = countFitting(chunk);
    entries += fitting.count;
    last = fitting.last;
    if (fitting.bad) return { entries, last, bad: describe(entries + 1, fitting.bad) };
  }
  return { entries, last, bad: null };
}

/** How many entries of a chunk fit, up to the first that does not. This is the loop whose speed counts. */
function countFitting({ lengths, pieces }: LedgerChunk): { count: number; last: string; bad: Buffer | null } {
  let last = pieces.toString('latin1', 0, hashDigits);
  let start = 0;
  for (let count = 0; count * 4 < lengths.length; count++) {
    const end = start + lengths.readInt32BE(count * 4);
    const stored = pieces.toString('latin1', end, end + hashDigits);
    if (hash('sha256', pieces.subarray(start, end), 'hex') !== stored)
      return { count, last, bad: pieces.subarray(start + hashDigits, end) };
    last = stored;
    start = end;
  }
  return { count: lengths.length / 4, last, bad: null };
}

/** Why the entry that stands where `seq` should be does not fit. */
function describe(seq: number, piece: Buffer): Bad {
  const found = Number(piece.toString('utf8').split('\n', 3)[2]);
  if (found !== seq) return { seq, why: `missing: the next one there is ${found}` };
  return { seq, why: 'its content, its hash or its place is not what was committed' };
}

/** What the chain cannot tell by itself: where it begins and where it must end. */
function checkEnds(snapshot: LedgerSnapshot, { entries, last, bad }: Walked): Bad | null {
  const { head, span, lostAnchor, beyond } = snapshot;
  const anchor = lostAnchor && {
    seq: Math.min(lostAnchor.seq, (span.last ?? 0) + 1),
    why: 'not what was anchored',
  };
  const faults: (Bad | null)[] = [];
  if (span.first !== null && span.first < 1) faults.push({ seq: span.first, why: 'before the first' });
  if (!head) {
    if (span.first !== null) faults.push({ seq: span.first, why: 'the jurisdiction has no head' });
    return earliest(...faults, anchor);
  }
  if (beyond !== null) faults.push({ seq: beyond, why: `after the head, which is at ${head.seq}` });
  if (!bad && entries < head.seq)
    faults.push({ seq: entries + 1, why: `cut off: the head is at ${head.seq}` });
  else if (!bad && last !== head.hash) faults.push({ seq: head.seq, why: 'not the hash of the head' });
  return earliest(...faults, anchor);
}

function earliest(...faults: (Bad | null)[]): Bad | null {
  return faults.reduce((first, one) => (one && (!first || one.seq < first.seq) ? one : first), null);
}
