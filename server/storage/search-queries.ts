import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import { facet, gramBits, gramsOfWord, wordsOf } from '#shared/search/grams.ts';
import type { IncidentQuery } from '#shared/wire/http.ts';
import type { Database } from './database.ts';
import { scopeFacets } from './scope-condition.ts';

/** What the index is asked for. `all` and `oneOf` are grams. */
export interface Wanted {
  words: readonly string[];
  all: readonly number[];
  /** Of these at least one: the scope of the asker. Null: everything is in scope. */
  oneOf: readonly number[] | null;
}
export interface Place {
  at: number;
  id: string;
}
export interface Found {
  /** Newest first. */
  places: Place[];
  /** Set when time ran out: all that was reported since then has been looked at. */
  lookedSince: number | null;
}

/** Slices that are looked at by one statement: few at first, for what is found often. */
const steps = [2, 16, 64, 256];
/** After so long a search answers with what it has, and says how far it came. */
const patienceMs = 250;

/** What of a query the index can find; null when it narrows nothing and the newest incidents may simply be walked. */
export function wantedOf(person: Person, query: IncidentQuery): Wanted | null {
  const words = wordsOf(query.q ?? '');
  const all = new Set(words.flatMap(gramsOfWord));
  const { grid, unit, lead, item, source, procedure, node, state, overdue } = query;
  for (const [kind, value] of Object.entries({ grid, item, source, procedure, node }))
    if (value !== undefined) all.add(facet(kind, value));
  for (const one of [unit, lead]) if (one !== undefined) all.add(facet('unit', one));
  if (state === 'open' || overdue !== undefined) all.add(facet('state', 'open'));
  const scope = scopeFacets(person);
  if (all.size === 0 && scope === null) return null;
  return { words, all: [...all], oneOf: scope?.map(([kind, id]) => facet(kind, id)) ?? null };
}

/**
 * The newest `limit` incidents that hold all words and meet `condition`, behind `after`. Slice by slice, newest first: what is
 * found often is found in the first, and what is rare costs a look into the index of each.
 */
export async function findIncidents(
  { db }: Pick<Database, 'db'>,
  asked: {
    jurisdiction: string;
    wanted: Wanted;
    condition: RawBuilder<SqlBool>;
    from: number;
    before: Place;
    limit: number;
  },
  clock: () => number,
): Promise<Found> {
  const { jurisdiction, limit, from, before } = asked;
  const until = clock() + patienceMs;
  const { rows: slices } = await sql<{ number: number; first_at: number }>`
    select number, first_at from search_slice
    where jurisdiction = ${jurisdiction} and first_at <= ${before.at}::int8 and last_at >= ${from}::int8
    order by number desc`.execute(db);
  const places: Place[] = [];
  for (let [at, step] = [0, 0]; at < slices.length; step++) {
    const next = slices.slice(at, at + (steps[step] ?? 512));
    at += next.length;
    const { rows } = await inSlices(
      next.map(({ number }) => number),
      { ...asked, limit: limit - places.length },
    ).execute(db);
    places.push(...rows);
    if (places.length >= limit) return { places, lookedSince: null };
    const last = next.at(-1);
    if (last && at < slices.length && clock() > until) return { places, lookedSince: last.first_at };
  }
  return { places, lookedSince: null };
}

/**
 * A nested loop that stops at the limit: each slice is looked for in the index by tokens of its own and sorted by itself, and
 * each incident that was found is held against the incident table, which knows what has changed since.
 */
function inSlices(
  slices: readonly number[],
  { jurisdiction, wanted, condition, from, before, limit }: Parameters<typeof findIncidents>[1],
) {
  const holds = wanted.words.map((word) => sql<SqlBool>`and strpos(text, ${word}) > 0`);
  const tokens = (grams: readonly number[]) =>
    sql`(select array_agg((s.number << ${sql.lit(gramBits)}) | gram) from unnest(${grams}::int[]) as gram)`;
  const scope = wanted.oneOf === null ? sql`` : sql`and tokens && w.one_of`;
  return sql<Place>`
    select d.reported_at as at, d.id
    from unnest(${slices}::int[]) as s (number)
    cross join lateral (select ${tokens(wanted.all)} as all_of, ${tokens(wanted.oneOf ?? [])} as one_of) as w
    cross join lateral (
      select id, reported_at from incident_search
      where ${wanted.all.length === 0 ? sql`true` : sql`tokens @> w.all_of`} ${scope} and jurisdiction = ${jurisdiction}
        and reported_at >= ${from}::int8 and (reported_at, id) < (${before.at}::int8, ${before.id}::text)
        ${sql.join(holds, sql` `)}
      order by reported_at desc, id desc
    ) as d
    cross join lateral (
      select from incident where jurisdiction = ${jurisdiction} and id = d.id and ${condition} limit 1
    ) as still
    limit ${limit}::int`;
}
