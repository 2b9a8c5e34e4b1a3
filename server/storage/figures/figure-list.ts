import { sql, type SqlBool, type Transaction } from 'kysely';
import { must } from '#shared/kernel/must.ts';
import type { IncidentList, IncidentQuery } from '#shared/wire/http.ts';
import type { Database } from '../database.ts';
import { figureConditions, type Condition } from './figure-conditions.ts';
import { wantedOf, type Counted } from './figure-sums.ts';
import type { Tables } from '../tables.ts';

/** Lists and counts of matters over the narrow rows that figures are made of (`figure_matter`, called `m`). */

/** What a figure counts in the window of a query. */
export function conditionOf(
  { figure = 'reported', part, from, to, clock, outcome, days, above }: IncidentQuery,
  counted: Counted | null,
): Condition {
  const window = { from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER };
  const counts = counted === null ? sql<SqlBool>`m.counted` : wantedOf(counted);
  const named = { clock, outcome: outcome?.split(','), days, above };
  return figureConditions(window, counts, named)[figure][part];
}

/** How many of each procedure meet the conditions. */
export async function countTypes(
  trx: Transaction<Tables>,
  conditions: readonly Condition[],
): Promise<Required<Pick<IncidentList, 'total' | 'types'>>> {
  const { rows } = await sql<{ procedure: string; count: number }>`
    select procedure, count(*) as count from figure_matter as m where ${sql.join(conditions, sql` and `)}
    group by procedure order by count(*) desc, procedure`.execute(trx);
  return { total: rows.reduce((sum, { count }) => sum + count, 0), types: rows };
}

/** A place in a list: newest report first. */
interface Place {
  at: number;
  id: string;
}

/** Numbers of the matters behind `after` that meet the conditions, one more than a page holds. */
export async function findMatters(
  trx: Transaction<Tables>,
  conditions: readonly Condition[],
  after: Place,
  limit: number,
): Promise<Place[]> {
  const { rows } = await sql<Place>`
    select m.reported_at as at, m.id from figure_matter as m
    where ${sql.join(conditions, sql` and `)} and (m.reported_at, m.id) < (${after.at}::int8, ${after.id}::text)
    order by m.reported_at desc, m.id desc limit ${limit + 1}::int`.execute(trx);
  return rows;
}

/** Runs `read` for so long at most; null when it took longer. */
export async function within<T>(
  db: Database['db'],
  patienceMs: number,
  read: (trx: Transaction<Tables>) => Promise<T>,
): Promise<T | null> {
  try {
    return await db.transaction().execute(async (trx) => {
      await sql`select set_config('statement_timeout', ${String(patienceMs)}, true)`.execute(trx);
      return read(trx);
    });
  } catch (error) {
    if ((error as { code?: string }).code === queryCancelled) return null;
    throw error;
  }
}
const queryCancelled = '57014';

/** The page of a list, and where it goes on. */
export function pageOf(places: readonly Place[], limit: number): { page: Place[]; next: Place | null } {
  const page = places.slice(0, limit);
  return { page, next: places.length > limit ? must(page.at(-1), 'a page') : null };
}
