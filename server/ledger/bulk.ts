import type { Actor } from '#shared/access/person.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { IncidentColumns } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Watch, WatchFact } from '#shared/watch/watch.ts';
import type { WarningFact, WarningState } from '#shared/warning/warning.ts';
import type { Database } from '../storage/database.ts';
import { writeAnchor } from '../storage/record/ledger-store.ts';
import { copyPast } from '../storage/record/past-store.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';
import type { Head } from '../storage/record/record-store.ts';
import { hashOf, noHash } from './chain.ts';

/** An entry that was decided already, without its place in the chain. */
export interface DecidedEntry {
  at: number;
  subject: string;
  version: number;
  by: Actor;
  fact: IncidentFact | WatchFact | WarningFact;
}
export interface DecidedPast {
  /** In the order of time. They may be decided as they are read: each is in the chain before the next is asked for. */
  entries: Iterable<DecidedEntry>;
  /** Asked for when all entries have been read: the incidents, the watch and the warnings after them, local day `yyyyMMdd` and serial of the last number. */
  end(): {
    incidents: readonly Incident[];
    watch?: Watch;
    warnings?: readonly WarningState[];
    day: string;
    serial: number;
  };
}
/** Begins to tell a past; `head` is the hash of the last entry that is in the chain. */
export type TellDecided = (head: () => string) => DecidedPast;

/**
 * Writes a past into the ledger of a jurisdiction that has none, chained like any other entries. The bulk door of imports and
 * demo counties; false, with nothing written, when the ledger is not empty.
 */
export async function appendPast(
  database: Database,
  jurisdiction: string,
  tell: TellDecided,
  columnsOf: (incident: Incident) => IncidentColumns,
): Promise<boolean> {
  const head = { seq: 0, hash: noHash, at: 0 };
  const past = tell(() => head.hash);
  function* chained(): Generator<LedgerRow> {
    for (const { at, subject, version, by, fact } of past.entries) {
      if (at < head.at) throw new Error(`${subject} v${version} lies before the entry ahead of it`);
      const body = JSON.stringify({ by, fact });
      const seq = head.seq + 1;
      const hash = hashOf(head.hash, { jurisdiction, seq, at, subject, version, body });
      Object.assign(head, { seq, hash, at });
      yield { seq, at, subject, version, body, hash };
    }
  }
  function* records(): Generator<{ incident: Incident; columns: IncidentColumns }> {
    for (const incident of past.end().incidents) yield { incident, columns: columnsOf(incident) };
  }
  const written = await copyPast(database, jurisdiction, {
    entries: chained(),
    incidents: records(),
    watch: () => past.end().watch,
    warnings: () => past.end().warnings ?? [],
    head: (): Head => ({ ...head, day: past.end().day, serial: past.end().serial }),
  });
  // What is archived in it has its ninth ring from the start.
  if (written) await writeAnchor(database, jurisdiction, head.at);
  return written;
}
