import type { Incident } from '#shared/incident/incident.ts';
import { columnsOf } from '../commands/columns-of.ts';
import { localDay } from '../commands/desk.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { LedgerEntry } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { ensureJurisdiction, writeAnchor } from '../storage/ledger-store.ts';
import { copyPast } from '../storage/past-store.ts';
import type { Head, LedgerRow } from '../storage/record-store.ts';
import { hashOf, noHash } from './chain.ts';

/** A fact of the past that was decided elsewhere, by the same `decide`. */
export type PastEntry = Pick<LedgerEntry, 'at' | 'subject' | 'version' | 'by' | 'fact'>;

export interface Past {
  /** In the order of their instants. */
  entries: Iterable<PastEntry>;
  /** Every incident as it is after its last entry; asked for when all entries were taken. */
  incidents(): Iterable<Incident>;
}

/**
 * Gives a jurisdiction a past at once: entries are chained, stored and anchored in one transaction. Only an empty ledger takes
 * one; everything after it comes through `commands/execute.ts`. `told` hears the count now and then.
 */
export async function appendPast(
  database: Database,
  pack: LoadedPack,
  past: Past,
  told: (entries: number) => void = () => undefined,
): Promise<{ entries: number; incidents: number }> {
  await ensureJurisdiction(database, pack.id, noHash);
  let head: Head = { seq: 0, hash: noHash, at: 0, day: '', serial: 0 };
  let incidents = 0;

  function* chained(): Generator<LedgerRow> {
    for (const { at, subject, version, by, fact } of past.entries) {
      if (at < head.at) throw new Error(`the past goes back at ${subject}: ${at} after ${head.at}`);
      const seq = head.seq + 1;
      const body = JSON.stringify({ by, fact });
      const hash = hashOf(head.hash, { jurisdiction: pack.id, seq, at, subject, version, body });
      head = { ...head, seq, hash, at };
      if (fact.kind === 'reported') head = { ...head, ...numberOf(pack, at, subject, head) };
      if (seq % 5_000 === 0) told(seq);
      yield { seq, at, subject, version, body, hash };
    }
  }
  function* recorded() {
    for (const incident of past.incidents()) {
      incidents++;
      yield { incident, columns: columnsOf(pack, incident) };
    }
  }

  await copyPast(database, pack.id, { entries: chained(), incidents: recorded, head: () => head });
  await writeAnchor(database, pack.id, head.at);
  return { entries: head.seq, incidents };
}

/** Where the numbers of a day stand after an incident was given one, so that the next command goes on behind it. */
function numberOf({ pack }: LoadedPack, at: number, id: string, { day, serial }: Head) {
  const today = localDay(at, pack.calendar.utcOffsetMinutes);
  const own = Number(id.slice(pack.identity.code.length + today.length));
  return { day: today, serial: day === today ? Math.max(serial, own) : own };
}
