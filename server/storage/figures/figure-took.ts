import { sql, type Transaction } from 'kysely';
import type { Window } from '#shared/indicator/window.ts';
import { bucketError, bucketMiddle } from './figure-events.ts';
import type { Part, Sum } from './figure-part.ts';
import { isCounted, readTook, wantedOf, type Counted } from './figure-sums.ts';
import type { Tables } from '../tables.ts';

type Trx = Transaction<Tables>;

export interface Took {
  median: number | null;
  p90: number | null;
  /** What they may be off by, as a share; 0 when they are exact. */
  error: number;
}

/**
 * Closings are put in order one by one while the county has no more than so many in the window: the rows of all of them are looked
 * at, whosever they are. Beyond that they are read from buckets.
 */
const exactTo = 20_000;

/** Median and p90 by procedure, and of what is counted under `''`. */
export async function measureTook(
  trx: Trx,
  part: Part,
  { from, to }: Window,
  { now, counted }: { now: readonly Sum[]; counted: Counted },
): Promise<Map<string, Took>> {
  const closings = now.reduce((sum, row) => sum + (row.sums['closed'] ?? 0), 0);
  if (closings > exactTo || (await isManyOf(trx, part.jurisdiction, { from, to })))
    return tookFromBuckets(await readTook(trx, part, { from, to }), counted);
  const { rows } = await sql<{ procedure: string | null; points: [number, number] | null }>`
    select procedure, percentile_disc(array[0.5, 0.9]) within group (order by took) as points
    from (
      select m.procedure, (m.closed_at - m.reported_at)::float8 as took from figure_matter as m
      where m.jurisdiction = ${part.jurisdiction} and m.closed_at >= ${from}::int8 and m.closed_at < ${to}::int8 and ${part.where}
      union all
      select null, (m.closed_at - m.reported_at)::float8 from figure_matter as m
      where m.jurisdiction = ${part.jurisdiction} and m.closed_at >= ${from}::int8 and m.closed_at < ${to}::int8 and ${part.where}
        and ${wantedOf(counted)}
    ) as closings group by procedure`.execute(trx);
  return new Map(
    rows.map(({ procedure, points }) => [
      procedure ?? '',
      { median: points?.[0] ?? null, p90: points?.[1] ?? null, error: 0 },
    ]),
  );
}

/** Whether the whole county closed more than are put in order; what its index alone tells. */
async function isManyOf(trx: Trx, jurisdiction: string, { from, to }: Window): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (
    select from figure_matter where jurisdiction = ${jurisdiction}
      and closed_at >= ${from}::int8 and closed_at < ${to}::int8 limit ${exactTo + 1}) as closings`.execute(
    trx,
  );
  return (rows[0]?.n ?? 0) > exactTo;
}

/** Median and p90 of the closings that lie in buckets. */
export function tookOf(buckets: ReadonlyMap<number, number>): Took {
  const total = [...buckets.values()].reduce((sum, n) => sum + n, 0);
  const sorted = [...buckets].toSorted(([a], [b]) => a - b);
  const at = (share: number): number | null => {
    let left = Math.max(1, Math.ceil(share * total));
    for (const [bucket, n] of sorted) if ((left -= n) <= 0) return bucketMiddle(bucket);
    return null;
  };
  return { median: at(0.5), p90: at(0.9), error: bucketError };
}

function tookFromBuckets(took: readonly Sum[], counted: Counted): Map<string, Took> {
  const buckets = new Map<string, Map<number, number>>();
  const add = (key: string, bucket: number, n: number): void => {
    const held = buckets.get(key) ?? new Map<number, number>();
    buckets.set(key, held.set(bucket, (held.get(bucket) ?? 0) + n));
  };
  for (const row of took) {
    const [bucket, n] = [Number(row.name), row.sums['n'] ?? 0];
    add(row.procedure, bucket, n);
    if (isCounted(counted, row)) add('', bucket, n);
  }
  return new Map([...buckets].map(([key, held]) => [key, tookOf(held)]));
}
