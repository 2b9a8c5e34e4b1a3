import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import { facet, gramBits, gramsOfWord, wordsOf } from '#shared/search/grams.ts';
import type { IncidentQuery } from '#shared/wire/http.ts';
import type { Database } from '../database.ts';
import { scopeFacets } from '../scope-condition.ts';
import { openShares, shareOf, worthAsking, type Need, type Shares } from './search-shares.ts';
import { shelfOf, sliceGram } from './search-store.ts';

/** What the index is asked for. */
export interface Wanted {
  /** Of which the text of an incident holds all. */
  words: readonly string[];
  /** Of which an incident is meant by its text, or by the name of what it points to. */
  named: readonly { word: string; names: Names }[];
  /** Of each word and each property, all. */
  needs: readonly (readonly Need[])[];
  /** Only open incidents. They are the newest, so a sample tells nothing of their share. */
  open: boolean;
}
/** Ids of what is called by a word. */
export interface Names {
  items: readonly string[];
  units: readonly string[];
}
export type NamedBy = (jurisdiction: string, word: string) => Names;
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

/** So many slices are read by themselves, then whole shelves: what has not been found often by then is rare. */
const single = 16;
/** What fewer have is rare from the start: a shelf has no more of it than are counted. */
const rareShare = 0.015;
/** Windows that are looked at by one statement: few at first, for what is found often. */
const steps = [2, 14, 16];
/** After so long a search answers with what it has, and says how far it came. */
const patienceMs = 250;

/** What of a query the index can find; null when it narrows nothing and the newest incidents may simply be walked. */
export function wantedOf(person: Person, query: IncidentQuery, namedBy: NamedBy): Wanted | null {
  const { grid, unit, lead, item, source, procedure, node, state, overdue } = query;
  const needs: Need[][] = [];
  for (const [kind, value] of Object.entries({ grid, item, source, procedure, node }))
    if (value !== undefined) needs.push([[facet(kind, value)]]);
  for (const one of [unit, lead]) if (one !== undefined) needs.push([[facet('unit', one)]]);
  const scope = scopeFacets(person);
  if (scope !== null) needs.push([scope.map(([kind, id]) => facet(kind, id))]);
  const [words, named]: [string[], Wanted['named'][number][]] = [[], []];
  for (const word of wordsOf(query.q ?? '')) {
    const grams = gramsOfWord(word);
    const names = namedBy(person.jurisdiction, word);
    const ids = [
      ...names.items.map((id) => facet('item', id)),
      ...names.units.map((id) => facet('unit', id)),
    ];
    if (ids.length === 0) {
      words.push(word);
      needs.push(grams.map((gram) => [gram]));
    } else {
      named.push({ word, names });
      // Any one gram may stand for the text.
      needs.push(grams.map((gram) => [gram, ...ids]));
    }
  }
  const open = state === 'open' || overdue !== undefined;
  return needs.length === 0 && !open ? null : { words, named, needs, open };
}

/** What is read at once: a shelf, or one slice of it. */
interface Window {
  shelf: number;
  /** The gram of the slice; null: all of the shelf. */
  slice: number | null;
  first_at: number;
}

export interface Asked {
  jurisdiction: string;
  wanted: Wanted;
  /** What besides must hold of the row in the incident table; null: nothing. */
  condition: RawBuilder<SqlBool> | null;
  from: number;
  before: Place;
  limit: number;
}
export type FindIncidents = (asked: Asked) => Promise<Found>;

/**
 * The newest `limit` incidents that hold all words and meet `condition`, behind `before`. Window by window, newest first: what
 * is found often is found in the first slices, and what is rare costs a look into the index of each shelf.
 */
export function openFinding({ db }: Pick<Database, 'db'>, clock: () => number): FindIncidents {
  const readShares = openShares({ db });
  return async (asked) => {
    const { jurisdiction, wanted, limit, from, before } = asked;
    const until = clock() + patienceMs;
    const { rows: slices } = await sql<Slice>`
      select number, first_at, (
        select number from search_slice where jurisdiction = ${jurisdiction} order by number desc offset 1 limit 1
      ) as full
      from search_slice
      where jurisdiction = ${jurisdiction} and first_at <= ${before.at}::int8 and last_at >= ${from}::int8
      order by number desc`.execute(db);
    const full = slices[0]?.full ?? null;
    const shares: Shares = full === null ? new Map() : await readShares(jurisdiction, full);
    const { asked: needs, share } = narrowed(wanted, shares);
    const windows = windowsOf(slices, share < rareShare ? 0 : single);
    const places: Place[] = [];
    for (let [at, step] = [0, 0]; at < windows.length; step++) {
      const next = windows.slice(at, at + (steps[step] ?? 64));
      at += next.length;
      const { rows } = await inWindows(next, needs, { ...asked, limit: limit - places.length }).execute(db);
      places.push(...rows);
      if (places.length >= limit) return { places, lookedSince: null };
      const last = next.at(-1);
      if (last && at < windows.length && clock() > until) return { places, lookedSince: last.first_at };
    }
    return { places, lookedSince: null };
  };
}

interface Slice {
  number: number;
  first_at: number;
  /** The newest slice that is full. */
  full: number | null;
}

/** What is worth asking for, and a share of incidents that are found by it at most. */
function narrowed({ needs, open }: Wanted, shares: Shares): { asked: readonly Need[]; share: number } {
  const sure: Need[] = open ? [[facet('state', 'open')]] : [];
  const left = sure.reduce((share, need) => share * shareOf(shares, need), 1);
  const asked = [...sure, ...worthAsking(needs, shares, left)];
  return { asked, share: Math.min(1, ...asked.map((need) => shareOf(shares, need))) };
}

/** Slices, newest first, as they are read: some by themselves, then shelves. No shelf is read in both ways, which would find twice. */
function windowsOf(slices: readonly Slice[], alone: number): Window[] {
  const [oldest] = slices.slice(0, alone).slice(-1);
  const windows: Window[] = [];
  for (const { number, first_at } of slices) {
    const shelf = shelfOf(number);
    const last = windows.at(-1);
    if (oldest && shelf >= shelfOf(oldest.number))
      windows.push({ shelf, slice: sliceGram(number), first_at });
    else if (last?.shelf === shelf) last.first_at = first_at;
    else windows.push({ shelf, slice: null, first_at });
  }
  return windows;
}

/**
 * A nested loop that stops at the limit: each window is looked for in the index by tokens of its own and sorted by itself, and
 * each incident that was found is held against the incident table, which knows what has changed since.
 */
function inWindows(windows: readonly Window[], needs: readonly Need[], asked: Asked) {
  const { jurisdiction, wanted, from, before, limit } = asked;
  const tokens = (grams: RawBuilder<unknown>) =>
    sql`(select coalesce(array_agg((n.shelf << ${sql.lit(gramBits)}) | gram), '{}') from unnest(${grams}) as gram)`;
  const all = needs.filter(({ length }) => length === 1).flat();
  const oneOf = needs
    .filter(({ length }) => length !== 1)
    .map((grams) => sql`and tokens && ${tokens(sql`${grams}::int[]`)}`);
  const holds = wanted.words.map((word) => sql`and strpos(text, ${word}) > 0`);
  return sql<Place>`
    select d.reported_at as at, d.id
    from unnest(${windows.map(({ shelf }) => shelf)}::int[], ${windows.map(({ slice }) => slice)}::int[]) as n (shelf, slice)
    cross join lateral (
      select id, reported_at ${wanted.named.length === 0 ? sql`` : sql`, text`} from incident_search
      where tokens @> ${tokens(sql`array_remove(${all}::int[] || n.slice, null)`)} ${sql.join(oneOf, sql` `)}
        and jurisdiction = ${jurisdiction}
        and reported_at >= ${from}::int8 and (reported_at, id) < (${before.at}::int8, ${before.id}::text)
        ${sql.join(holds, sql` `)}
      order by reported_at desc, id desc
    ) as d
    ${stillMeant(asked)}
    limit ${limit}::int`;
}

/** Of a document `d`, whether its incident is one of those that are asked for by now. */
function stillMeant({ jurisdiction, wanted, condition }: Asked): RawBuilder<unknown> {
  const isMeant = wanted.named.map(
    ({ word, names: { items, units } }) =>
      sql<SqlBool>`(strpos(d.text, ${word}) > 0 or item = any(${items}::text[]) or units && ${units}::text[])`,
  );
  const conditions = condition === null ? isMeant : [condition, ...isMeant];
  if (conditions.length === 0) return sql``;
  return sql`cross join lateral (
      select from incident
      where jurisdiction = ${jurisdiction} and id = d.id and ${sql.join(conditions, sql` and `)} limit 1
    ) as still`;
}
