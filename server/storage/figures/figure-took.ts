import { sql, type Transaction } from 'kysely';
import type { Window } from '#shared/indicator/window.ts';
import { bucketError, bucketMiddle } from './figure-events.ts';
import { isCounted, wantedOf, type Counted, type Part, type Sum } from './figure-sums.ts';
import type { Tables } from '../tables.ts';

type Trx = Transaction<Tables>;

export interface Took {
  median: number | null;
  p90: number | null;
  /** What they may be off by, as a share; 0 when they are exact. */
  error: number;
}

/** So many closings are put in order one by one; more are read from buckets. */
const exactTo = 20_000;

/** Median and p90 by procedure, and of what is counted under `''`. */
export async function measureTook(
  trx: Trx,
  part: Part,
  { from, to }: Window,
  { now, parts, counted }: { now: readonly Sum[]; parts: readonly Sum[]; counted: Counted },
): Promise<Map<string, Took>> {
  const closings = now.reduce((sum, row) => sum + (row.sums['closed'] ?? 0), 0);
  if (closings > exactTo) return tookFromBuckets(parts, counted);
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

function tookFromBuckets(parts: readonly Sum[], counted: Counted): Map<string, Took> {
  const buckets = new Map<string, Map<number, number>>();
  const add = (key: string, bucket: number, n: number): void => {
    const held = buckets.get(key) ?? new Map<number, number>();
    buckets.set(key, held.set(bucket, (held.get(bucket) ?? 0) + n));
  };
  for (const row of parts) {
    if (!row.name.startsWith('took:')) continue;
    const [bucket, n] = [Number(row.name.slice('took:'.length)), row.sums['n'] ?? 0];
    add(row.procedure, bucket, n);
    if (isCounted(counted, row)) add('', bucket, n);
  }
  return new Map([...buckets].map(([key, held]) => [key, tookOf(held)]));
}
