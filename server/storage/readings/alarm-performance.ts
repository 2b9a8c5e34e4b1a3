import type pg from 'pg';
import { floodWindowMs } from '#shared/sensing/alarm.ts';

/** The load of [from, to), as the record tells it. */
export interface StoredPerformance {
  raises: number;
  held: Record<string, number>;
  alarms: number;
  incidents: number;
  byPriority: Record<string, number>;
  bins: { operator: string | null; bin: number; count: number }[];
  badActors: { sensor: string; rule: string; raises: number }[];
  medianAckMs: number | null;
  acknowledged: number;
}

const mostBad = 20;

/** Counts it. Raises and alarms are found by their time; the cost grows with their number. */
export async function readPerformance(
  pool: pg.Pool,
  jurisdiction: string,
  from: number,
  to: number,
): Promise<StoredPerformance> {
  const asked = [jurisdiction, from, to];
  const within = 'where jurisdiction = $1 and opened_at >= $2 and opened_at < $3';
  const [held, alarms, priorities, bins, bad] = await Promise.all([
    pool.query<{ held: string; n: number }>(
      `select coalesce(held, '') as held, count(*)::int as n from rule_raise
       where jurisdiction = $1 and raised_at >= $2 and raised_at < $3 group by 1`,
      asked,
    ),
    pool.query<{ alarms: number; incidents: number; acknowledged: number; median: number | null }>(
      `select count(*)::int as alarms, count(distinct nullif(incident, ''))::int as incidents,
         count(acknowledged)::int as acknowledged,
         percentile_cont(0.5) within group (order by (acknowledged->>'at')::int8 - opened_at) as median
       from alarm ${within}`,
      asked,
    ),
    pool.query<{ priority: number; n: number }>(
      `select priority, count(*)::int as n from alarm ${within} group by 1`,
      asked,
    ),
    pool.query<{ operator: string | null; bin: number; count: number }>(
      `select operator, ((opened_at - $2) / ${floodWindowMs})::int as bin, count(*)::int as count from alarm ${within}
       group by 1, 2 order by 2, 1`,
      asked,
    ),
    pool.query<{ sensor: string; rule: string; raises: number }>(
      `select sensor, rule, count(*)::int as raises from rule_raise
       where jurisdiction = $1 and raised_at >= $2 and raised_at < $3 group by 1, 2 order by 3 desc, 1, 2 limit ${mostBad}`,
      asked,
    ),
  ]);
  const [sums] = alarms.rows;
  return {
    raises: held.rows.reduce((sum, { n }) => sum + n, 0),
    held: Object.fromEntries(held.rows.flatMap(({ held: why, n }) => (why === '' ? [] : [[why, n]]))),
    alarms: sums?.alarms ?? 0,
    incidents: sums?.incidents ?? 0,
    acknowledged: sums?.acknowledged ?? 0,
    medianAckMs: sums?.median ?? null,
    byPriority: Object.fromEntries(priorities.rows.map(({ priority, n }) => [String(priority), n])),
    bins: bins.rows,
    badActors: bad.rows,
  };
}
