import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { writeAnchor } from '../storage/ledger-store.ts';

/**
 * Writes down where a ledger stands. Whoever changes an anchored entry must change the anchor as well, and the log line too,
 * which is kept elsewhere. Anchors close the ninth ring of the incidents that they cover.
 */
export async function anchorLedger(
  database: Database,
  jurisdiction: string,
  at: number,
  log: Log,
): Promise<void> {
  const made = await writeAnchor(database, jurisdiction, at);
  if (made) log.info({ jurisdiction, seq: made.seq, hash: made.hash }, 'the ledger is anchored');
}
