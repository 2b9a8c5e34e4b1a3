import { hash } from 'node:crypto';
import type { Ledger } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import type { Twin } from '../storage/record/ledger-twins.ts';
import { inLedgerSnapshot, type LedgerChunk, type LedgerSnapshot } from '../storage/record/ledger-copy.ts';
import { hashDigits, noHash } from './chain.ts';
import { noVolumes, type Volumes } from './volumes.ts';
import { walkVolumes, type Walked } from './walk-volumes.ts';

type Verdict = Awaited<ReturnType<Ledger['verify']>>;
type Bad = NonNullable<Verdict['bad']>;

/**
 * Walks the whole chain of a jurisdiction in one snapshot, a chunk at a time, and names the first entry that does not fit:
 * changed, missing, put in, in another place, cut off at the end, or there a second time. The end is held against the jurisdiction's head; both
 * against the anchors, which also tell when somebody made a whole new chain that fits in itself.
 *
 * With `since`, an anchor that was kept elsewhere, only what came after it is walked, from its hash on: what was changed before it and
 * kept its hash is seen by a whole walk alone. `entries` counts from the first all the same.
 *
 * Years that lie in volumes are walked there (`walk-volumes.ts`).
 */
export function verifyChain(
  database: Database,
  jurisdiction: string,
  since: LedgerPlace = beginning,
  volumes: Volumes = noVolumes,
): Promise<Verdict> {
  return inLedgerSnapshot(database, jurisdiction, async (snapshot) => {
    const walked = await walk(snapshot, since, volumes);
    return { entries: walked.entries, bad: earliest(walked.bad, checkEnds(snapshot, walked)) };
  });
}

/** An entry by its number and hash. */
export interface LedgerPlace {
  seq: number;
  hash: string;
}
const beginning: LedgerPlace = { seq: 0, hash: noHash };

async function walk(snapshot: LedgerSnapshot, since: LedgerPlace, volumes: Volumes): Promise<Walked> {
  const walked: Walked = { entries: since.seq, last: since.hash, bad: null };
  walked.bad = await walkVolumes(walked, snapshot, volumes);
  if (!walked.bad && snapshot.span.first !== null)
    await snapshot.pour(walked.entries, (chunk) => walkChunk(walked, chunk));
  return walked;
}

/** Goes on through a chunk, up to the first entry that does not fit; whether all did. This is the loop whose speed counts. */
function walkChunk(walked: Walked, { lengths, pieces }: LedgerChunk): boolean {
  let start = 0;
  for (let at = 0; at < lengths.length; at += 4) {
    const end = start + lengths.readInt32BE(at) - hashDigits;
    // All but the first lie right behind the hash before them.
    const text =
      at === 0
        ? Buffer.concat([Buffer.from(walked.last), pieces.subarray(0, end)])
        : pieces.subarray(start - hashDigits, end);
    const stored = pieces.toString('latin1', end, end + hashDigits);
    if (hash('sha256', text, 'hex') !== stored) {
      walked.bad = describe(walked.entries + 1, pieces.subarray(start, end));
      return false;
    }
    walked.last = stored;
    walked.entries++;
    start = end + hashDigits;
  }
  return true;
}

/** Why the entry that stands where `seq` should be does not fit. */
function describe(seq: number, piece: Buffer): Bad {
  const found = Number(piece.toString('utf8').split('\n', 3)[2]);
  if (found !== seq) return { seq, why: `missing: the next one there is ${found}` };
  return { seq, why: 'its content, its hash or its place is not what was committed' };
}

/** What the chain cannot tell by itself: where it begins and where it must end. */
function checkEnds(snapshot: LedgerSnapshot, { entries, last, bad }: Walked): Bad | null {
  const { head, span, lostAnchor, beyond, twin } = snapshot;
  const anchor = lostAnchor && {
    seq: Math.min(lostAnchor.seq, (span.last ?? 0) + 1),
    why: 'not what was anchored',
  };
  const faults: (Bad | null)[] = [twin && { seq: twin.seq, why: twinOf(twin) }];
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

/** What a version of a subject is that stands in the ledger twice: the hashes fit, and yet two histories go by one name. */
export function twinOf({ subject, version, first }: Twin): string {
  const given = version === 1 ? ': the number was given twice' : '';
  return `version ${version} of ${subject} once more, which is entry ${first} already${given}`;
}

function earliest(...faults: (Bad | null)[]): Bad | null {
  return faults.reduce((first, one) => (one && (!first || one.seq < first.seq) ? one : first), null);
}
