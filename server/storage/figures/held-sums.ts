import { sql, type RawBuilder, type Transaction } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Tables } from '../tables.ts';

/**
 * Sums that were read before and still hold. Every booking numbers the days that its matters have events on (`figure_touched`), in the
 * transaction that changes rows and totals; so what was added up of some days is what it would be now when the highest number among
 * them is the same. Numbers and sums are read in one moment of the database, on any server, and nothing has to be told around.
 */
export interface HeldSums {
  /** What holds in the moment of `trx` for days from `since` on; null while the county's totals are being made. */
  of(trx: Transaction<Tables>, jurisdiction: string, since: number): Promise<Holding | null>;
}
/** [first, end) in days of local time; `all`: every day there is. */
export type Days = readonly [first: number, end: number];
export interface Holding {
  /** Rows that were kept under these words; sound if no day of theirs was touched since. */
  held(words: string, days: Days | 'all'): { rows: readonly object[]; isSound: boolean } | undefined;
  keep(words: string, days: Days | 'all', rows: readonly object[]): void;
}

/** Numbers that are kept: some 40 MB. */
const mostNumbers = 1_500_000;
/** How many numbers a row holds: its columns, and its sums or counts by name. */
function sizeOf(rows: readonly object[]): number {
  let size = 1;
  for (const row of rows) size += 8 + Object.keys((row as { sums?: object }).sums ?? {}).length;
  return size;
}
interface Kept {
  touch: number;
  rows: readonly object[];
}

export function openHeldSums(): HeldSums {
  const kept = new LRUCache<string, Kept>({
    maxSize: mostNumbers,
    sizeCalculation: ({ rows }) => sizeOf(rows),
  });
  return {
    async of(trx, jurisdiction, since) {
      // A standby that took over may give numbers again that were lost with the other server; it began at another instant.
      const { rows } = await sql<{ touch: number; base: number; server: string }>`
        select touch, touch_base as base, pg_postmaster_start_time()::text as server from figure_mark
        where jurisdiction = ${jurisdiction} and touched_seq = seq and filled_id is null and month is null`.execute(
        trx,
      );
      const [mark] = rows;
      if (!mark) return null;
      const touched = await sql<{ at: number; touch: number }>`
        select at, touch from figure_touched where jurisdiction = ${jurisdiction} and at >= ${since}::int`.execute(
        trx,
      );
      const touches = new Map(touched.rows.map(({ at, touch }) => [at, touch]));
      return holdingOf(kept, { jurisdiction, since, ...mark }, touches);
    },
  };
}

function holdingOf(
  kept: LRUCache<string, Kept>,
  mark: { jurisdiction: string; server: string; since: number; touch: number; base: number },
  touches: ReadonlyMap<number, number>,
): Holding {
  const lastOf = (days: Days | 'all'): number | null => {
    if (days === 'all') return mark.touch;
    const [first, end] = days;
    if (first < mark.since) return null;
    let last = mark.base;
    for (let day = first; day < end; day++) last = Math.max(last, touches.get(day) ?? 0);
    return last;
  };
  const keyOf = (words: string): string => `${mark.server} ${mark.jurisdiction} ${words}`;
  return {
    held(words, days) {
      const found = kept.get(keyOf(words));
      return found && { rows: found.rows, isSound: found.touch === lastOf(days) };
    },
    keep(words, days, rows) {
      const touch = lastOf(days);
      if (touch !== null) kept.set(keyOf(words), { touch, rows });
    },
  };
}

/** The rows of a question about every day, asked again only after a booking. */
export async function readHeld<T extends object>(
  trx: Transaction<Tables>,
  holding: Holding | null | undefined,
  question: RawBuilder<T>,
): Promise<readonly T[]> {
  const { sql: text, parameters } = question.compile(trx);
  const words = text + JSON.stringify(parameters);
  const held = holding?.held(words, 'all');
  if (held?.isSound) return held.rows as readonly T[];
  const { rows } = await question.execute(trx);
  holding?.keep(words, 'all', rows);
  return rows;
}
