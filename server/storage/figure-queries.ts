import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import { flowNodes, rateIds, type FigureId, type RateId } from '#shared/indicator/figure-ids.ts';
import type { Window, Windows } from '#shared/indicator/window.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Database } from './database.ts';
import { canCount, figureConditions, type Condition } from './figure-conditions.ts';
import { inScope } from './scope-condition.ts';
import type { Tables } from './tables.ts';

/** What was counted in one cell of the level asked for (null: in none). */
export interface Counts {
  cell: string | null;
  reported: number;
  rates: Record<RateId, readonly [numerator: number, denominator: number]>;
}
export interface TrendRow {
  /** Instant ÷ step in local time: the point's number. */
  bucket: number;
  reported: number;
  closed: number;
  grassRoots: number;
  durationMs: number;
  due: number;
  onTime: number;
  reworked: number;
}
/** Open incidents of one middle grid. */
export interface OpenRow {
  cell: string | null;
  l2: string | null;
  open: number;
  overdue: number;
  overdueSince: number | null;
  supervised: number;
  supervisedSince: number | null;
}
export interface RawFigures {
  seq: number;
  now: Counts[];
  before: Counts[];
  yearBefore: Counts[];
  flow: { node: string; reached: number }[];
  durations: { mean: number | null; median: number | null; p90: number | null; count: number };
  trend: TrendRow[];
  open: OpenRow[];
  /** The unit that lets a dispatched incident wait longest. */
  unsigned: { lead: string; count: number; since: number } | null;
  /** Rework of the last three weeks by cell, oldest first. */
  weeks: { cell: string; windows: [numerator: number, denominator: number][] }[];
  /** The condition that came up most often in thirty days. */
  actor: { origin: string; count: number } | null;
}
export type FigureQueries = ReturnType<typeof openFigureQueries>;

interface Ask {
  db: Transaction<Tables>;
  /** Jurisdiction and scope. */
  mine: Condition;
  /** Column of the cells that are compared. */
  cell: RawBuilder<unknown>;
}

/** Counts of the leaders' page, all of one instant of the database and of what the person may see. */
export function openFigureQueries({ db }: Pick<Database, 'db'>) {
  return {
    read: (person: Person, windows: Windows, utcOffsetMs: number, level: 1 | 2 | 3): Promise<RawFigures> =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (transaction) => {
          const mine = sql<SqlBool>`jurisdiction = ${person.jurisdiction} and ${inScope(person)}`;
          const ask: Ask = { db: transaction, mine, cell: sql.id(`l${level}`) };
          return {
            seq: await headOf(transaction, person.jurisdiction),
            now: await countRates(ask, windows.now),
            before: await countRates(ask, windows.before),
            yearBefore: await countRates(ask, windows.yearBefore),
            flow: await countFlow(ask, windows.now),
            durations: await measureDurations(ask, windows.now),
            trend: await countTrend(ask, windows, utcOffsetMs),
            open: await countOpen(ask),
            unsigned: await findUnsigned(ask),
            weeks: await countWeeks(ask, windows.now.to),
            actor: await findActor(ask, windows.now.to),
          };
        }),
  };
}

async function headOf(db: Transaction<Tables>, jurisdiction: string): Promise<number> {
  const { rows } = await sql<{
    seq: number;
  }>`select seq from jurisdiction where id = ${jurisdiction}`.execute(db);
  return rows[0]?.seq ?? 0;
}

const count = (condition: Condition, name: string): RawBuilder<unknown> =>
  sql`count(*) filter (where ${condition}) as ${sql.id(name)}`;

async function countRates({ db, mine, cell }: Ask, window: Window): Promise<Counts[]> {
  const conditions = figureConditions(window);
  const columns = rateIds.flatMap((id) => [
    count(conditions[id].numerator, `${id}/n`),
    count(conditions[id].denominator, `${id}/d`),
  ]);
  const { rows } = await sql<Record<string, number> & { cell: string | null }>`
    select ${cell} as cell, ${count(conditions.reported.numerator, 'reported')}, ${sql.join(columns)}
    from incident where ${mine} and ${canCount(window)} group by ${cell}`.execute(db);
  return rows.map((row) => ({
    cell: row.cell,
    reported: row['reported'] ?? 0,
    rates: Object.fromEntries(
      rateIds.map((id) => [id, [row[`${id}/n`] ?? 0, row[`${id}/d`] ?? 0]]),
    ) as unknown as Counts['rates'],
  }));
}

async function countFlow({ db, mine }: Ask, window: Window): Promise<RawFigures['flow']> {
  const conditions = figureConditions(window);
  const idOf = (node: (typeof flowNodes)[number]): FigureId => `flow-${node}`;
  const columns = flowNodes.map((node) => count(conditions[idOf(node)].numerator, node));
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join(columns)} from incident
    where ${mine} and ${conditions.reported.numerator}`.execute(db);
  return flowNodes.map((node) => ({ node, reached: rows[0]?.[node] ?? 0 }));
}

async function measureDurations({ db, mine }: Ask, window: Window): Promise<RawFigures['durations']> {
  const { rows } = await sql<{ mean: number | null; points: number[] | null; count: number }>`
    select avg(closed_at - reported_at)::float8 as mean, count(*) as count,
      percentile_cont(array[0.5, 0.9]) within group (order by closed_at - reported_at) as points
    from incident where ${mine} and ${figureConditions(window).closed.numerator}`.execute(db);
  const { mean = null, points, count = 0 } = rows[0] ?? {};
  return { mean, median: points?.[0] ?? null, p90: points?.[1] ?? null, count };
}

/** Each point is a window of its own, so an incident closed ahead of its deadline is due in two of them, as in the figures. */
async function countTrend(
  { db, mine }: Ask,
  { now, stepMs }: Windows,
  offsetMs: number,
): Promise<TrendRow[]> {
  const bucket = (at: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`(${at} + ${offsetMs}::int8) / ${stepMs}::int8`;
  const { reported, closed } = figureConditions(now);
  const kept = sql`(counted and (ended is null or ended = 'archived'))`;
  const due = sql`due_at >= ${now.from}::int8 and due_at < ${now.to}::int8`;
  const closedAt = sql`closed_at`;
  const endOfPoint = sql`least((${bucket(closedAt)} + 1) * ${stepMs}::int8 - ${offsetMs}::int8, ${now.to}::int8)`;
  const part = (at: RawBuilder<unknown>, columns: RawBuilder<unknown>, where: RawBuilder<unknown>) =>
    sql`select ${bucket(at)} as bucket, ${columns} from incident where ${mine} and ${where}`;
  const dueColumns = sql`0, 0, 0, 0, 1, coalesce(on_time, false)::int, (reworks > 0)::int`;
  const { rows } = await sql<TrendRow>`
    select bucket, sum(reported) as reported, sum(closed) as closed, sum(grass) as "grassRoots",
      sum(ms)::float8 as "durationMs", sum(due) as due, sum(on_time) as "onTime", sum(reworked) as reworked
    from (
      ${part(sql`reported_at`, sql`1, 0, 0, 0, 0, 0, 0`, reported.numerator)} union all
      ${part(closedAt, sql`0, 1, coalesce(grass_roots, false)::int, closed_at - reported_at, 0, 0, 0`, closed.numerator)} union all
      ${part(sql`due_at`, dueColumns, sql`${kept} and ${due}`)} union all
      ${part(closedAt, dueColumns, sql`${kept} and ${closed.numerator} and due_at >= ${endOfPoint}`)}
    ) as points (bucket, reported, closed, grass, ms, due, on_time, reworked)
    group by bucket order by bucket`.execute(db);
  return rows;
}

async function countOpen({ db, mine, cell }: Ask): Promise<OpenRow[]> {
  const { rows } = await sql<OpenRow>`
    select ${cell} as cell, l2, count(*) as open,
      count(*) filter (where overdue) as overdue, min(due_at) filter (where overdue) as "overdueSince",
      count(*) filter (where overdue and supervised) as supervised,
      min(due_at) filter (where overdue and supervised) as "supervisedSince"
    from incident where ${mine} and open group by ${cell}, l2`.execute(db);
  return rows;
}

async function findUnsigned({ db, mine }: Ask): Promise<RawFigures['unsigned']> {
  const { rows } = await sql<{ lead: string; count: number; since: number }>`
    select lead, count(*) as count, min(dispatched_at) as since from incident
    where ${mine} and open and node = 'dispatched' and lead is not null
    group by lead order by since, lead limit 1`.execute(db);
  return rows[0] ?? null;
}

async function countWeeks({ db, mine, cell }: Ask, to: number): Promise<RawFigures['weeks']> {
  const weekMs = 7 * dayMs;
  const starts = [to - 3 * weekMs, to - 2 * weekMs, to - weekMs];
  const columns = starts.flatMap((from, place) => {
    const { rework } = figureConditions({ from, to: from + weekMs });
    return [count(rework.numerator, `${place}/n`), count(rework.denominator, `${place}/d`)];
  });
  const { rows } = await sql<Record<string, number> & { cell: string }>`
    select ${cell} as cell, ${sql.join(columns)} from incident
    where ${mine} and ${cell} is not null and ${canCount({ from: to - 3 * weekMs, to })} group by ${cell}`.execute(
    db,
  );
  return rows.map((row) => ({
    cell: row.cell,
    windows: starts.map((_, place) => [row[`${place}/n`] ?? 0, row[`${place}/d`] ?? 0]),
  }));
}

async function findActor({ db, mine }: Ask, to: number): Promise<RawFigures['actor']> {
  const { rows } = await sql<{ origin: string; count: number }>`
    select origin, count(*) as count from incident
    where ${mine} and origin is not null and reported_at >= ${to - 30 * dayMs}::int8 and reported_at < ${to}::int8
    group by origin order by count desc, origin limit 1`.execute(db);
  return rows[0] ?? null;
}
