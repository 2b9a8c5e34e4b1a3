import { minuteMs } from '#shared/kernel/span.ts';
import type { Database } from '../database.ts';

/** Statistics of the database move slowly; they are read anew at most so often. */
const heldMs = 10 * minuteMs;
/** Rows are walked through in about a microsecond each; what would take more of them is left to the index. */
const mostWalked = 80_000;
/** What is asked for stands nowhere quite evenly. */
const slack = 1.5;

/**
 * Which keys of the index stand in so many records that it is sooner to walk through the table from its beginning until there are
 * enough: a bitmap of the index is made whole before its first row is read, and of a common surname it holds a quarter of a million.
 * How often a key stands there the database has counted itself (the most common elements of its own statistics).
 */
export function openFrequentKeys({ pool }: Pick<Database, 'pool'>) {
  let kept: { at: number; shares: Promise<ReadonlyMap<number, number>> } | null = null;
  async function readShares(): Promise<ReadonlyMap<number, number>> {
    const { rows } = await pool.query<{ keys: number[] | null; shares: number[] | null }>(
      `SELECT most_common_elems::text::int[] AS keys, most_common_elem_freqs::float8[] AS shares
       FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'world_record' AND attname = 'keys'`,
    );
    const { keys, shares } = rows[0] ?? {};
    return new Map((keys ?? []).map((key, i) => [key, shares?.[i] ?? 0]));
  }
  /** Throws never: without statistics the index is asked, as for anything rare. */
  async function sharesNow(): Promise<ReadonlyMap<number, number>> {
    const now = Date.now();
    if (!kept || now - kept.at > heldMs || now < kept.at) kept = { at: now, shares: readShares() };
    return kept.shares.catch(() => new Map<number, number>());
  }
  return {
    /** How many rows hold so many with all of these keys, by what is known; null: more than are walked through. */
    async rowsFor(keys: readonly number[], wanted: number): Promise<number | null> {
      const known = await sharesNow();
      const share = keys.reduce((product, key) => product * (known.get(key) ?? 0), keys.length > 0 ? 1 : 0);
      const rows = Math.ceil((wanted / share) * slack);
      return rows <= mostWalked ? rows : null;
    },
  };
}
