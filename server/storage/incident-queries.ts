import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { IncidentList, IncidentQuery } from '#shared/wire/http.ts';
import type { Database } from './database.ts';
import { canCount, figureConditions, momentary, type Condition } from './figure-conditions.ts';
import { inScope } from './scope-condition.ts';

interface ListRow {
  id: string;
  title: string;
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

/** Lists of incidents, each bound to what the person may see. */
export function openIncidentQueries({ db }: Pick<Database, 'db'>) {
  return {
    /** Newest report first; `next` continues behind the last row. Refuses a cursor it did not give out. */
    async list(person: Person, query: IncidentQuery): Promise<IncidentList | Refusal> {
      const cursor = query.after === undefined ? null : /^(\d{1,15})_(.{1,64})$/.exec(query.after);
      if (query.after !== undefined && !cursor)
        return refuse('invalid', 'this is no cursor of this list', 'after');
      const where = sql.join(conditionsOf(person, query), sql` and `);
      const behind = cursor
        ? sql`and (reported_at, id) < (${Number(cursor[1])}::int8, ${cursor[2]}::text)`
        : sql``;
      const { rows } = await sql<ListRow>`
        select id, title, item, node, source, array_remove(array[l1, l2, l3], null) as grids, lead,
          reported_at, due_at, closed_at, overdue, rings, reworks, urgent
        from incident where ${where} ${behind}
        order by reported_at desc, id desc limit ${query.limit + 1}::int`.execute(db);
      const total = await sql<{ n: number }>`select count(*) as n from incident where ${where}`.execute(db);
      const page = rows.slice(0, query.limit);
      const last = rows.length > query.limit ? page.at(-1) : undefined;
      return {
        rows: page.map(asListRow),
        total: total.rows[0]?.n ?? 0,
        next: last ? `${last.reported_at}_${last.id}` : null,
      };
    },
    /** How many open incidents each unit has a task in; the whole jurisdiction, for sharing out work. */
    async loads(jurisdiction: string): Promise<Map<string, number>> {
      const { rows } = await sql<{ unit: string; n: number }>`
        select unit, count(*) as n from incident, unnest(units) as unit
        where jurisdiction = ${jurisdiction} and open group by unit`.execute(db);
      return new Map(rows.map(({ unit, n }) => [unit, n]));
    },
    /** Ids of open incidents in a grid cell, newest first. */
    async openIn(person: Person, grid: string, limit: number): Promise<string[]> {
      const { rows } = await sql<{ id: string }>`
        select id from incident
        where jurisdiction = ${person.jurisdiction} and open and ${liesIn(grid)} and ${inScope(person)}
        order by reported_at desc, id desc limit ${limit}::int`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}

function liesIn(grid: string): Condition {
  return sql<SqlBool>`(l1 = ${grid} or l2 = ${grid} or l3 = ${grid})`;
}

function conditionsOf(person: Person, query: IncidentQuery): Condition[] {
  const conditions: Condition[] = [
    sql<SqlBool>`jurisdiction = ${person.jurisdiction}`,
    inScope(person),
    ...figureOf(query),
  ];
  const add = (condition: RawBuilder<SqlBool>): void => void conditions.push(condition);
  if (query.state === 'open') add(sql<SqlBool>`open`);
  if (query.state === 'closed') add(sql<SqlBool>`not open`);
  if (query.grid !== undefined) add(liesIn(query.grid));
  if (query.unit !== undefined) add(sql<SqlBool>`units @> array[${query.unit}]::text[]`);
  if (query.lead !== undefined) add(sql<SqlBool>`lead = ${query.lead}`);
  if (query.item !== undefined) add(sql<SqlBool>`item = ${query.item}`);
  if (query.node !== undefined) add(sql<SqlBool>`node = ${query.node}`);
  if (query.source !== undefined) add(sql<SqlBool>`source = ${query.source}`);
  if (query.origin !== undefined) add(sql<SqlBool>`origin = ${query.origin}`);
  if (query.overdue !== undefined) add(sql<SqlBool>`(open and overdue)`);
  if (query.q !== undefined && query.q.trim() !== '') {
    const like = `%${query.q.trim().replace(/[\\%_]/g, '\\$&')}%`;
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
