import { minuteMs } from '#shared/kernel/span.ts';
import type { Database } from '../database.ts';

/** How often keys stand there moves slowly: a sample is drawn anew at most so often. */
const heldMs = 10 * minuteMs;
const mostSampled = 20_000;
/** What stands in fewer of a hundred records is sooner found by the index. */
const leastShare = 0.01;
/** Rows are walked through in about a microsecond each; what would take more of them is left to the index. */
const mostWalked = 80_000;
/** What is asked for stands nowhere quite evenly. */
const slack = 1.5;

type Shares = ReadonlyMap<number, number>;

/**
 * Which keys of the index stand in so many records that it is sooner to walk through the table from its beginning until there are
 * enough: a bitmap of the index is made whole before its first row is read, and of a common surname it holds a quarter of a million.
 * The statistics of the database know nothing of keys (counting them costs an ANALYZE minutes), so a sample of pages is counted here,
 * beside the searches: nobody waits for it, and until it is there the index is asked.
 */
export function openFrequentKeys({ pool }: Pick<Database, 'pool'>) {
  let shares: Shares = new Map();
  let drawn: { at: number; work: Promise<void> } | null = null;
  async function draw(): Promise<void> {
    const { rows: sizes } = await pool.query<{ n: number }>(
      `SELECT greatest(reltuples, 0)::float8 AS n FROM pg_class WHERE oid = 'world_record'::regclass`,
    );
    const percent = Math.min(100, (mostSampled / Math.max(1, sizes[0]?.n ?? 0)) * 100);
    const { rows } = await pool.query<{ key: number; share: number }>(
      `WITH sampled AS MATERIALIZED (SELECT keys FROM world_record TABLESAMPLE SYSTEM ($1) LIMIT ${2 * mostSampled})
       SELECT key, count(*)::float8 / (SELECT count(*) FROM sampled) AS share FROM sampled, unnest(keys) AS key
       GROUP BY key HAVING count(*) >= ${leastShare} * (SELECT count(*) FROM sampled)`,
      [percent],
    );
    shares = new Map(rows.map(({ key, share }) => [key, share]));
  }
  /** Throws when no sample could be drawn. */
  function refresh(): Promise<void> {
    const now = Date.now();
    if (!drawn || now - drawn.at > heldMs || now < drawn.at) drawn = { at: now, work: draw() };
    return drawn.work;
  }
  return {
    refresh,
    /** How many rows hold so many with all of these keys, by what is known; null: more than are walked through. */
    rowsFor(keys: readonly number[], wanted: number): number | null {
      // One that could not be drawn is drawn the next time: meanwhile the one before holds, or the index is asked.
      refresh().catch(() => undefined);
      const share = keys.reduce((product, key) => product * (shares.get(key) ?? 0), keys.length > 0 ? 1 : 0);
      const rows = Math.ceil((wanted / share) * slack);
      return rows <= mostWalked ? rows : null;
    },
  };
}
