import type { Log } from '../log.ts';
import type { Ledger, LedgerEntry } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import {
  readAnchors,
  readEntries,
  readHead,
  readHistories,
  readSubjectEntries,
} from '../storage/record/ledger-store.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';
import { readLastEntries } from '../storage/record/watch-store.ts';
import { noHash } from './chain.ts';
import { openFollowers, type Fatal } from './follow.ts';
import { verifyChain } from './verify.ts';

/**
 * The ledger as other rooms read it. `fatal` is called once when a follower throws; without one the throw ends the process
 * as any error that nobody catches. It is walked in this thread, unless `verify` does so elsewhere.
 */
export function openLedger(
  database: Database,
  log: Log,
  fatal: Fatal = throwLater,
  verify: Ledger['verify'] = (jurisdiction) => verifyChain(database, jurisdiction),
): Ledger {
  const read = async (jurisdiction: string, after: number, limit: number): Promise<LedgerEntry[]> =>
    (await readEntries(database, jurisdiction, after, limit)).map((row) => entryOf(jurisdiction, row));
  return {
    read,
    readSubject: async (jurisdiction, subject) =>
      (await readSubjectEntries(database, jurisdiction, subject)).map((row) => entryOf(jurisdiction, row)),
    readSubjects: async (jurisdiction, subjects, upTo) =>
      (await readHistories(database, jurisdiction, subjects, upTo)).map((row) => entryOf(jurisdiction, row)),
    readLast: async (jurisdiction, subject, before, limit) =>
      (await readLastEntries(database, jurisdiction, subject, before, limit)).map((row) =>
        entryOf(jurisdiction, row),
      ),
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
