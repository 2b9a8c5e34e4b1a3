import { sql, type SqlBool } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import type { IncidentList, IncidentQuery } from '#shared/wire/http.ts';
import type { Database } from '../database.ts';
import { conditionOf, countTypes, findMatters, pageOf, within } from '../figures/figure-list.ts';
import type { Counted } from '../figures/figure-sums.ts';
import { chainColumnNames } from '../grid-columns.ts';
import { conditionsOf, wordConditions } from './list-conditions.ts';
import {
  openFinding,
  wantedOf,
  type FindIncidents,
  type NamedBy,
  type Place,
  type Wanted,
} from '../search/search-queries.ts';

interface ListRow {
  id: string;
  version: number;
  title: string;
  address: string;
  procedure: string;
  item: string;
  node: string;
  source: string;
  grids: string[];
  lead: string | null;
  reported_at: number;
  due_at: number;
  closed_at: number | null;
  overdue: boolean;
  rings: string;
  reworks: number;
  urgent: boolean;
}
export type IncidentQueries = ReturnType<typeof openIncidentQueries>;
/** What is known of the search index from outside. */
export interface Index {
  /** Brings it up to the ledger as far as that is soon done. */
  freshen(jurisdiction: string): Promise<{ isMade: boolean; behind: number }>;
  namedBy: NamedBy;
}

/** Lists that are not figures are counted so far and no further, unless all is asked for. */
export const countedTo = 1_000;
/** Hits of words that are counted at most. */
const mostFound = 100_000;
const figurePatienceMs = 8_000;
/** While the search index is made, words are looked for in the incidents themselves, and only for so long. */
const walkPatienceMs = 3_000;
const newest: Place = { at: Number.MAX_SAFE_INTEGER, id: '' };

/** Lists of incidents, each bound to what the person may see. */
export function openIncidentQueries(
  { db }: Pick<Database, 'db'>,
  index: Index,
  clock: () => number = () => performance.now(),
) {
  const find = openFinding({ db }, clock);
  return {
    /**
     * Newest report first; `next` continues behind the last row. Refuses a cursor it did not give out. A figure counts what
     * `counted` names; null: events, as the leaders' page does.
     */
    async list(
      person: Person,
      query: IncidentQuery,
      counted: Counted | null = null,
    ): Promise<IncidentList | Refusal> {
      const after = readCursor(query.after);
      if (isRefusal(after)) return after;
      if (query.figure !== undefined) return figure(db, { person, query, after, counted });
      const list = await plain(person, query, after);
      if (query.count === 'quick' || isRefusal(list)) return list;
      return { ...list, ...(await countAll(db, find, index, person, query)) };
    },
  };

  async function plain(person: Person, query: IncidentQuery, after: Place): Promise<IncidentList | Refusal> {
    const isPlain = query.origin === undefined && query.agent === undefined;
    const wanted = isPlain ? wantedOf(person, query, index.namedBy) : null;
    if (wanted === null) return walk(db, person, query, after);
    const { isMade, behind } = await index.freshen(person.jurisdiction);
    return isMade
      ? search(db, find, { person, query, after, wanted, behind })
      : walk(db, person, query, after, behind);
  }
}

/** The matters behind a figure, counted to the end. */
async function figure(
  db: Db,
  asked: { person: Person; query: IncidentQuery; after: Place; counted: Counted | null },
): Promise<IncidentList | Refusal> {
  const { person, query, after, counted } = asked;
  const { jurisdiction } = person;
  const conditions = [
    sql<SqlBool>`m.jurisdiction = ${jurisdiction}`,
    ...conditionsOf(person, { ...query, from: undefined, to: undefined, q: undefined }),
    conditionOf(query, counted),
    ...wordConditions(query.q).map(
      (word) =>
        sql<SqlBool>`exists (select from incident as i where i.jurisdiction = m.jurisdiction and i.id = m.id and ${word})`,
    ),
  ];
  const found = await within(db, figurePatienceMs, async (trx) => ({
    places: await findMatters(trx, conditions, after, query.limit),
    ...(await countTypes(trx, conditions)),
  }));
  if (!found) return refuse('busy', 'too-many-to-count');
  const { page, next } = pageOf(found.places, query.limit);
  return {
    rows: await readRows(db, jurisdiction, page),
    total: found.total,
    exact: true,
    types: found.types,
    next: next && asCursor(next),
    lookedSince: null,
    behind: 0,
  };
}

/** All that a list holds, by procedure; nothing when it cannot be counted in time. */
async function countAll(
  db: Db,
  find: FindIncidents,
  index: Index,
  person: Person,
  query: IncidentQuery,
): Promise<Partial<Pick<IncidentList, 'total' | 'exact' | 'types'>>> {
  const { jurisdiction } = person;
  const conditions = [sql<SqlBool>`m.jurisdiction = ${jurisdiction}`, ...conditionsOf(person, query)];
  if (query.q === undefined) {
    const counted = await within(db, walkPatienceMs, (trx) => countTypes(trx, conditions));
    return counted ? { ...counted, exact: true } : {};
  }
  const wanted = wantedOf(person, query, index.namedBy);
  if (wanted === null) return {};
  const rest = conditionsOf(person, { ...query, q: undefined, from: undefined, to: undefined });
  const { places, lookedSince } = await find({
    jurisdiction,
    wanted,
    from: query.from ?? 0,
    limit: mostFound,
    condition: rest.length === 0 ? null : sql<SqlBool>`${sql.join(rest, sql` and `)}`,
    before: query.to === undefined ? newest : { at: query.to, id: '' },
  });
  if (lookedSince !== null || places.length >= mostFound) return {};
  const ids = places.map(({ id }) => id);
  const found = await within(db, walkPatienceMs, (trx) =>
    countTypes(trx, [
      sql<SqlBool>`m.jurisdiction = ${jurisdiction}`,
      sql<SqlBool>`m.id = any(${ids}::text[])`,
    ]),
  );
  return found ? { ...found, total: places.length, exact: true } : {};
}

type Db = Database['db'];

function readCursor(after: string | undefined): Place | Refusal {
  if (after === undefined) return newest;
  const cursor = /^(\d{1,15})_(.{0,64})$/.exec(after);
  return cursor ? { at: Number(cursor[1]), id: cursor[2] ?? '' } : refuse('invalid', 'no-cursor', 'after');
}
const asCursor = ({ at, id }: Place): string => `${at}_${id}`;

/** By the search index: the page and, of everything that is found, as many as are counted. */
async function search(
  db: Db,
  find: FindIncidents,
  asked: { person: Person; query: IncidentQuery; after: Place; wanted: Wanted; behind: number },
): Promise<IncidentList> {
  const { person, query, after, wanted, behind } = asked;
  // The index has looked at the words and the instants.
  const conditions = conditionsOf(person, { ...query, q: undefined, from: undefined, to: undefined });
  const look = {
    jurisdiction: person.jurisdiction,
    wanted,
    condition: conditions.length === 0 ? null : sql<SqlBool>`${sql.join(conditions, sql` and `)}`,
    from: query.from ?? 0,
  };
  const start = query.to === undefined ? newest : { at: query.to, id: '' };
  const counted = await find({ ...look, before: start, limit: countedTo + 1 });
  let { places, lookedSince } = counted;
  const isCut = places.length > countedTo;
  if (after !== newest) {
    places = places.filter((place) => isBehind(place, after));
    if (places.length <= query.limit && (isCut || lookedSince !== null))
      ({ places, lookedSince } = await find({ ...look, before: after, limit: query.limit + 1 }));
  }
  const page = places.slice(0, query.limit);
  const isMore = places.length > page.length;
  return {
    rows: await readRows(db, person.jurisdiction, page),
    total: Math.min(counted.places.length, countedTo),
    exact: !isCut && counted.lookedSince === null,
    next: isMore
      ? asCursor(must(page.at(-1), 'a page'))
      : lookedSince === null
        ? null
        : asCursor({ at: lookedSince, id: '' }),
    lookedSince: isMore ? null : lookedSince,
    behind,
  };
}

function isBehind(place: Place, after: Place): boolean {
  return place.at < after.at || (place.at === after.at && place.id < after.id);
}

async function readRows(
  db: Db,
  jurisdiction: string,
  places: readonly Place[],
): Promise<IncidentList['rows']> {
  const { rows } = await sql<ListRow>`
    select ${columns} from unnest(${places.map(({ id }) => id)}::text[]) as w (wanted)
    cross join lateral (select * from incident where jurisdiction = ${jurisdiction} and id = w.wanted limit 1) as i
    order by reported_at desc, id desc`.execute(db);
  return rows.map(asListRow);
}

/** By the incidents themselves, newest first: where nothing narrows, behind a figure, or while the index is made. */
async function walk(
  db: Db,
  person: Person,
  query: IncidentQuery,
  after: Place,
  behind = 0,
): Promise<IncidentList | Refusal> {
  const conditions = [sql<SqlBool>`jurisdiction = ${person.jurisdiction}`, ...conditionsOf(person, query)];
  const where = sql.join(conditions, sql` and `);
  const behindCursor =
    after === newest ? sql`` : sql`and (reported_at, id) < (${after.at}::int8, ${after.id}::text)`;
  const list = await within(db, walkPatienceMs, async (trx) => {
    const { rows } = await sql<ListRow>`
      select ${columns} from incident where ${where} ${behindCursor}
      order by reported_at desc, id desc limit ${query.limit + 1}::int`.execute(trx);
    const counted = await sql<{ n: number }>`
      select count(*) as n from (select from incident where ${where} limit ${countedTo + 1}::int) as found`.execute(
      trx,
    );
    const n = must(counted.rows[0], 'a count').n;
    const isCut = n > countedTo;
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    return {
      rows: page.map(asListRow),
      total: isCut ? countedTo : n,
      exact: !isCut,
      next: last ? asCursor({ at: last.reported_at, id: last.id }) : null,
      lookedSince: null,
      behind,
    };
  });
  return list ?? refuse('busy', 'index-being-made');
}

const columns = sql`id, version, title, address, procedure, item, node, source, array_remove(array[${sql.raw(chainColumnNames())}], null) as grids, lead,
  reported_at, due_at, closed_at, overdue, rings, reworks, urgent`;

function asListRow({ reported_at, due_at, closed_at, ...row }: ListRow): IncidentList['rows'][number] {
  return { ...row, reportedAt: reported_at, dueAt: due_at, closedAt: closed_at };
}
