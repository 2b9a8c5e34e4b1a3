import type { Log } from '../log.ts';
import type { Ledger, LedgerEntry } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { isConnectionFault } from '../storage/fault.ts';

/** Stops the node: what cannot follow the ledger must not go on showing something. */
export type Fatal = (error: Error) => void;

/** Entries read at a time. */
const chunk = 500;
/** How often the ledger is looked at though nobody nudged: a notice may be lost, `seq` is the truth. */
const pollMs = 2_000;

interface Follower {
  jurisdiction: string;
  nudge(): void;
}

/**
 * Followers of the ledger. PostgreSQL's notices only say that something is new; what comes next is read by `seq`, so every
 * follower gets every entry once, in order, whichever node wrote it and however often the line broke. The last entry is read again
 * with what comes after it: where a standby that had not everything took over, it is gone or is another one, and what was shown of
 * it is no longer true.
 */
export function openFollowers(
  database: Database,
  log: Log,
  read: Ledger['read'],
  fatal: Fatal,
): Ledger['follow'] {
  const followers = new Set<Follower>();
  let ear: Promise<() => Promise<void>> | null = null;

  const hear = (payload: string): void => {
    const [named = ''] = payload.split(' ');
    for (const one of followers) if (named === '' || named === one.jurisdiction) one.nudge();
  };

  return async (jurisdiction, after, each) => {
    const reading = readOn({ log, read, fatal }, jurisdiction, after, each);
    const follower = { jurisdiction, nudge: reading.nudge };
    followers.add(follower);
    ear ??= database.listen('ledger', hear);
    const stopEar = await ear.catch((error: unknown) => {
      ear = null;
      followers.delete(follower);
      throw error;
    });
    const timer = setInterval(reading.nudge, pollMs).unref();
    reading.nudge();
    return async () => {
      clearInterval(timer);
      followers.delete(follower);
      await reading.stop();
      if (followers.size > 0 || ear === null) return;
      ear = null;
      await stopEar();
    };
  };
}

/** Reads one ledger on from an entry, whenever it is nudged. */
function readOn(
  { log, read, fatal }: { log: Log; read: Ledger['read']; fatal: Fatal },
  jurisdiction: string,
  after: number,
  each: Parameters<Ledger['follow']>[2],
): { nudge(): void; stop(): Promise<void> } {
  let at = after;
  /** Hash of the entry at `at`; null until it was read. */
  let last: string | null = null;
  let stopped = false;
  /** Somebody nudged since the last look. */
  let wanted = false;
  let running: Promise<void> | null = null;

  /** What stands behind `at`, and that entry before it; null when the database is away. */
  async function look(): Promise<LedgerEntry[] | null> {
    try {
      return await read(jurisdiction, Math.max(0, at - 1), chunk + 1);
    } catch (error) {
      if (!stopped && !isConnectionFault(error)) throw error;
      if (!stopped) log.warn({ err: error, jurisdiction }, 'reading the ledger failed, retrying');
      return null;
    }
  }
  async function catchUp(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false;
      const found = await look();
      if (!found) break;
      const entries = at === 0 ? found : found.slice(1);
      if (at > 0) last = sameEntry(jurisdiction, { seq: at, hash: last }, found[0]);
      if (entries.length >= chunk) wanted = true;
      if (entries.length === 0 || stopped) continue;
      mustFollow(jurisdiction, at, entries);
      each(entries);
      at += entries.length;
      last = entries.at(-1)?.hash ?? last;
    }
    running = null;
  }
  return {
    nudge() {
      wanted = true;
      if (running || stopped) return;
      running = catchUp().catch((error: unknown) => {
        stopped = true;
        log.fatal({ err: error, jurisdiction, after: at }, 'following the ledger failed for good');
        fatal(error as Error);
      });
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

function mustFollow(jurisdiction: string, at: number, entries: readonly LedgerEntry[]): void {
  entries.forEach(({ seq }, index) => {
    if (seq !== at + 1 + index) throw new Error(`ledger of ${jurisdiction}: ${at + 1 + index} is missing`);
  });
}

/** The hash of an entry that was told, when it is still there and the same; throws when the ledger went back. */
function sameEntry(
  jurisdiction: string,
  told: { seq: number; hash: string | null },
  found: { seq: number; hash: string } | undefined,
): string {
  if (found?.seq === told.seq && (told.hash === null || found.hash === told.hash)) return found.hash;
  throw new Error(
    `the ledger of ${jurisdiction} went back: entry ${told.seq}, which was shown, is ${found ? 'another one now' : 'gone'}`,
  );
}
