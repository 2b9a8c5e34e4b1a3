import { sql } from 'kysely';
import { gramBits } from '#shared/search/grams.ts';
import type { Database } from '../database.ts';
import { shelfOf, sliceGram, tokenOn } from './search-store.ts';

/** The share of incidents that have a gram, by a sample; grams that are not among them are rare. Empty: nothing is known. */
export type Shares = ReadonlyMap<number, number>;
/** Grams, of which an incident that is meant has at least one. */
export type Need = readonly number[];

/** What is too rare for the sample to tell how rare. */
const least = 0.0005;
/** What fewer have is always asked for: it costs next to nothing, and may stand in other places than the sample tells. */
const cheap = 0.005;
/** Reading an incident to see whether it is meant takes as long as reading so many places of a gram in the index. */
const readingCosts = 5_000;
/** One in so many incidents of a slice is in the sample. */
const oneIn = 16;

/** Samples one slice of a jurisdiction, and keeps what it says until another is asked for. */
export function openShares({
  db,
}: Pick<Database, 'db'>): (jurisdiction: string, slice: number) => Promise<Shares> {
  const kept = new Map<string, { slice: number; shares: Promise<Shares> }>();
  return (jurisdiction, slice) => {
    const known = kept.get(jurisdiction);
    if (known?.slice === slice) return known.shares;
    const shares = sample(db, jurisdiction, slice);
    kept.set(jurisdiction, { slice, shares });
    shares.catch(() => kept.delete(jurisdiction));
    return shares;
  };
}

async function sample(db: Database['db'], jurisdiction: string, slice: number): Promise<Shares> {
  const token = tokenOn(shelfOf(slice), sliceGram(slice));
  const { rows } = await sql<{ gram: number; share: number }>`
    with sample as materialized (
      select tokens from incident_search
      where tokens @> array[${token}::int] and jurisdiction = ${jurisdiction} and slice = ${slice}
        and hashtext(id) % ${sql.lit(oneIn)} = 0
    )
    select token & ${sql.lit((1 << gramBits) - 1)} as gram, count(*)::float8 / (select count(*) from sample) as share
    from sample, unnest(tokens) as token group by 1 having count(*) > 1`.execute(db);
  return new Map(rows.map(({ gram, share }) => [gram, share]));
}

/** The share of incidents that meet a need, at most. */
export function shareOf(shares: Shares, need: Need): number {
  return need.reduce((sum, gram) => Math.min(1, sum + (shares.get(gram) ?? least)), 0);
}

/**
 * The needs worth asking for, rarest first: frequent ones must spare more than they cost. Groups (words, properties) are taken
 * to come together by chance, the needs of one group are not. `before` is the share that is left by what is asked for besides.
 * What is left out is seen when an incident is read.
 */
export function worthAsking(
  groups: readonly (readonly Need[])[],
  shares: Shares,
  before: number,
): readonly Need[] {
  if (shares.size === 0) return groups.flat();
  const rarest = groups
    .flatMap((group) => group.map((need) => ({ group, need, share: shareOf(shares, need) })))
    .sort((a, b) => a.share - b.share);
  const asked: Need[] = [];
  const begun = new Set<readonly Need[]>();
  let left = before;
  for (const { group, need, share } of rarest) {
    // Long lists of one word differ in one gram.
    if (need.length > 1 && begun.has(group)) continue;
    if (share > cheap && left < 1 && left * (1 - share) * readingCosts < share) break;
    asked.push(need);
    if (!begun.has(group)) left *= share;
    begun.add(group);
  }
  return asked;
}
