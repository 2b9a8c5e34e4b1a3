import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { fold, wordsOf } from '#shared/search/grams.ts';
import type { IncidentList, IncidentQuery } from '#shared/wire/http.ts';
import type { Database } from './database.ts';
import { canCount, figureConditions, momentary, type Condition } from './figure-conditions.ts';
import { inScope, seesAll } from './scope-condition.ts';
import {
  openFinding,
  wantedOf,
  type FindIncidents,
  type NamedBy,
  type Place,
  type Wanted,
} from './search-queries.ts';

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

/** Lists that are not figures are counted so far and no further. */
export const countedTo = 1_000;
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
    /** Newest report first; `next` continues behind the last row. Refuses a cursor it did not give out. */
    async list(person: Person, query: IncidentQuery): Promise<IncidentList | Refusal> {
      const after = readCursor(query.after);
      if (isRefusal(after)) return after;
      const isPlain = query.figure === undefined && query.origin === undefined;
      const wanted = isPlain ? wantedOf(person, query, index.namedBy) : null;
      if (wanted === null) return walk(db, person, query, after);
      const { isMade, behind } = await index.freshen(person.jurisdiction);
      return isMade
        ? search(db, find, { person, query, after, wanted, behind })
        : walk(db, person, query, after, behind);
    },
  };
}

type Db = Database['db'];

function readCursor(after: string | undefined): Place | Refusal {
  if (after === undefined) return newest;
  const cursor = /^(\d{1,15})_(.{0,64})$/.exec(after);
  return cursor
    ? { at: Number(cursor[1]), id: cursor[2] ?? '' }
    : refuse('invalid', 'this is no cursor of this list', 'after');
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
    ...{ jurisdiction: person.jurisdiction, wanted },
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
  const bound = query.figure === undefined ? sql`limit ${countedTo + 1}::int` : sql``;
  try {
    return await db.transaction().execute(async (trx) => {
      await sql`select set_config('statement_timeout', ${String(walkPatienceMs)}, true)`.execute(trx);
      const { rows } = await sql<ListRow>`
        select ${columns} from incident where ${where} ${behindCursor}
        order by reported_at desc, id desc limit ${query.limit + 1}::int`.execute(trx);
      const counted = await sql<{ n: number }>`
        select count(*) as n from (select from incident where ${where} ${bound}) as found`.execute(trx);
      const n = must(counted.rows[0], 'a count').n;
      const isCut = query.figure === undefined && n > countedTo;
      const page = rows.slice(0, query.limit);
      const last = rows.length > query.limit ? page.at(-1) : undefined;
      return {
        rows: page.map(asListRow),
        ...{ total: isCut ? countedTo : n, exact: !isCut },
        ...{ next: last ? asCursor({ at: last.reported_at, id: last.id }) : null, lookedSince: null, behind },
      };
    });
  } catch (error) {
    if ((error as { code?: string }).code !== queryCancelled) throw error;
    return refuse('busy', 'the search index is still being made: ask again later, or for less');
  }
}
const queryCancelled = '57014';

const columns = sql`id, version, title, address, procedure, item, node, source, array_remove(array[l1, l2, l3], null) as grids, lead,
  reported_at, due_at, closed_at, overdue, rings, reworks, urgent`;

function liesIn(grid: string): Condition {
  return sql<SqlBool>`(l1 = ${grid} or l2 = ${grid} or l3 = ${grid})`;
}

/** What an incident of the jurisdiction must meet. */
function conditionsOf(person: Person, query: IncidentQuery): Condition[] {
  const conditions: Condition[] = [...(seesAll(person) ? [] : [inScope(person)]), ...figureOf(query)];
  const add = (condition: RawBuilder<SqlBool>): void => void conditions.push(condition);
  if (query.state === 'open') add(sql<SqlBool>`open`);
  if (query.state === 'closed') add(sql<SqlBool>`not open`);
  if (query.state === 'finishing') add(sql<SqlBool>`(not open and ended is null)`);
  if (query.grid !== undefined) add(liesIn(query.grid));
  if (query.unit !== undefined) add(sql<SqlBool>`units @> array[${query.unit}]::text[]`);
  if (query.lead !== undefined) add(sql<SqlBool>`lead = ${query.lead}`);
  if (query.item !== undefined) add(sql<SqlBool>`item = ${query.item}`);
  if (query.procedure !== undefined) add(sql<SqlBool>`procedure = ${query.procedure}`);
  if (query.node !== undefined) add(sql<SqlBool>`node = ${query.node}`);
  if (query.source !== undefined) add(sql<SqlBool>`source = ${query.source}`);
  if (query.origin !== undefined) add(sql<SqlBool>`origin = ${query.origin}`);
  if (query.overdue !== undefined) add(sql<SqlBool>`(open and overdue)`);
  for (const word of wordsOf(query.q ?? '')) {
    const like = `%${fold(word).replace(/[\\%_]/g, '\\$&')}%`;
    add(sql<SqlBool>`(title ilike ${like} or address ilike ${like} or id ilike ${like})`);
  }
  return conditions;
}

function figureOf({ figure, part, from, to }: IncidentQuery): Condition[] {
  const window = { from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER };
  if (figure === undefined) {
    if (from === undefined && to === undefined) return [];
    return [sql<SqlBool>`(reported_at >= ${window.from}::int8 and reported_at < ${window.to}::int8)`];
  }
  const condition = figureConditions(window)[figure][part];
  return momentary.has(figure) ? [condition] : [condition, canCount(window)];
}

function asListRow({ reported_at, due_at, closed_at, ...row }: ListRow): IncidentList['rows'][number] {
  return { ...row, reportedAt: reported_at, dueAt: due_at, closedAt: closed_at };
}
