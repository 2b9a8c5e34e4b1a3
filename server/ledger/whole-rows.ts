import { groupBy } from '#shared/kernel/group-by.ts';
import type { Database } from '../storage/database.ts';
import { readEntries, readHistories, readSubjectEntries } from '../storage/record/ledger-store.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';
import { readLastEntries } from '../storage/record/watch-store.ts';
import type { Volumes } from './volumes.ts';

/**
 * Rows of the ledger as if all of them were in the database. Entries have numbers without gaps, and so have the versions of a subject:
 * where rows begin late, or are not there, volumes are asked, and only then.
 */
export function openWholeRows(database: Database, volumes: Volumes) {
  async function subjects(
    jurisdiction: string,
    rows: readonly LedgerRow[],
    wanted: readonly string[],
    upTo: number,
  ): Promise<readonly LedgerRow[]> {
    const own = groupBy(rows, ({ subject }) => subject);
    const missing = wanted.filter((subject) => own.get(subject)?.[0]?.version !== 1);
    if (missing.length === 0) return rows;
    const bound = await volumes.subjects(jurisdiction, missing, upTo);
    if (bound.length === 0) return rows;
    // Rows that were there still, and what a volume told of the same.
    const known = new Set(rows.map(({ seq }) => seq));
    return [...rows, ...bound.filter(({ seq }) => !known.has(seq))].sort((a, b) => a.seq - b.seq);
  }

  return {
    async read(jurisdiction: string, after: number, limit: number): Promise<readonly LedgerRow[]> {
      const rows = await readEntries(database, jurisdiction, after, limit);
      const last = rows.at(-1);
      if (last?.seq === after + rows.length) return rows;
      const bound = await volumes.read(jurisdiction, after, limit);
      const from = bound.at(-1)?.seq ?? after;
      if (bound.length === limit || bound.length === 0) return bound.length === 0 ? rows : bound;
      return [...bound, ...(await readEntries(database, jurisdiction, from, limit - bound.length))];
    },
    async subject(jurisdiction: string, subject: string): Promise<readonly LedgerRow[]> {
      const rows = await readSubjectEntries(database, jurisdiction, subject);
      return subjects(jurisdiction, rows, [subject], Infinity);
    },
    async subjects(jurisdiction: string, wanted: readonly string[], upTo: number) {
      return subjects(jurisdiction, await readHistories(database, jurisdiction, wanted, upTo), wanted, upTo);
    },
    async last(jurisdiction: string, subject: string, before: number, limit: number) {
      const rows = await readLastEntries(database, jurisdiction, subject, before, limit);
      if (rows.length === limit || (rows[0] && rows[0].version === 1)) return rows;
      const all = await subjects(jurisdiction, rows, [subject], Infinity);
      return all.filter(({ version }) => version < before).slice(-limit);
    },
  };
}
