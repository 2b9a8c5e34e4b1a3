import type { Log } from '../log.ts';
import type { Ledger, LedgerEntry } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { readAnchors, readHead } from '../storage/record/ledger-store.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';
import { noHash } from './chain.ts';
import { openFollowers, type Fatal } from './follow.ts';
import { verifyChain } from './verify.ts';
import { noVolumes, type Volumes } from './volumes.ts';
import { openWholeRows } from './whole-rows.ts';

/**
 * The ledger as other rooms read it. `fatal` is called once when a follower throws; without one the throw ends the process
 * as any error that nobody catches. It is walked in this thread, unless `verify` does so elsewhere.
 */
export function openLedger(
  database: Database,
  log: Log,
  fatal: Fatal = throwLater,
  verify: Ledger['verify'] = (jurisdiction) => verifyChain(database, jurisdiction),
  volumes: Volumes = noVolumes,
): Ledger {
  const whole = openWholeRows(database, volumes);
  const entries = async (jurisdiction: string, rows: Promise<readonly LedgerRow[]>): Promise<LedgerEntry[]> =>
    (await rows).map((row) => entryOf(jurisdiction, row));
  const read: Ledger['read'] = (id, after, limit) => entries(id, whole.read(id, after, limit));
  return {
    read,
    readSubject: (id, subject) => entries(id, whole.subject(id, subject)),
    readSubjects: (id, subjects, upTo) => entries(id, whole.subjects(id, subjects, upTo)),
    readLast: (id, subject, before, limit) => entries(id, whole.last(id, subject, before, limit)),
    head: async (jurisdiction) => (await readHead(database, jurisdiction)) ?? { seq: 0, hash: noHash },
    anchors: (jurisdiction) => readAnchors(database, jurisdiction),
    follow: openFollowers(database, log, read, fatal),
    verify,
  };
}

function throwLater(error: Error): void {
  queueMicrotask(() => {
    throw error;
  });
}

function entryOf(jurisdiction: string, row: LedgerRow): LedgerEntry {
  const { seq, at, subject, version, body, hash } = row;
  const { by, fact, imported } = JSON.parse(body) as Pick<LedgerEntry, 'by' | 'fact' | 'imported'>;
  const deed = imported?.own ?? at;
  return { jurisdiction, seq, at: deed, subject, version, by, fact, hash, ...(imported && { imported }) };
}
