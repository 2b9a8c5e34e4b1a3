import { sql, type Transaction } from 'kysely';
import type { GridLevel } from '#shared/grid/levels.ts';
import type { Window } from '#shared/indicator/window.ts';
import { localDay } from '#shared/clock/zone.ts';
import type { Breakdown } from '#shared/wire/http.ts';
import type { Database } from '../database.ts';
import { liesIn } from '../grid-columns.ts';
import { partOf, readWindow, type FigureAsk } from './figure-queries.ts';
import { openHeldSums } from './held-sums.ts';
import { inOneMoment } from './one-moment.ts';
import type { Condition, Part, Sum } from './figure-part.ts';
import { wantedOf } from './figure-sums.ts';
import type { Took } from './figure-took.ts';
import type { Tables } from '../tables.ts';

/** Figures told apart by one property of the matters. */
export interface BreakdownAsk extends Pick<FigureAsk, 'person' | 'time' | 'levelOf' | 'counted' | 'now'> {
  window: Window;
  by: Breakdown;
  level: GridLevel;
  /** Narrows what is counted; over rows `m`. */
  only: Partial<Record<'grid' | 'lead' | 'item' | 'source' | 'node', string | undefined>>;
}
export interface RawBreakdown {
  seq: number;
  sums: Sum[];
  open: { key: string; open: number; overdue: number; carried: number }[];
  later: { key: string; n: number }[];
  /** By key; of all under null. */
  took: { key: string | null; points: [number, number] | null }[];
}
export type BreakdownQueries = ReturnType<typeof openBreakdownQueries>;
type Trx = Transaction<Tables>;

/** The totals that hold a property; the others are counted from the rows of the matters. */
const kept = { procedure: '*', area: null, unit: 'lead', item: 'item', source: 'source' } as const;

export function openBreakdownQueries({ db }: Pick<Database, 'db'>) {
  const sums = openHeldSums();
  return {
    read: (ask: BreakdownAsk): Promise<RawBreakdown> =>
      inOneMoment(db, async (trx) => {
        const { key, part: all } = placeOf(ask);
        const first = localDay(ask.time, ask.window.from);
        const part = { ...all, holding: await sums.of(trx, all.jurisdiction, first) };
        const wanted = wantedOf(ask.counted);
        const by = [{ name: 'key', total: ask.by === 'procedure' ? 'procedure' : 'key', row: () => key }];
        const { rows } = await sql<{ seq: number }>`
          select seq from figure_mark where jurisdiction = ${part.jurisdiction}`.execute(trx);
        return {
          seq: rows[0]?.seq ?? 0,
          sums: await readWindow(trx, part, ask.window, ask.now, { by, wanted }),
          open: await countOpen(trx, part, ask, key),
          later: await countLater(trx, part, ask, key),
          took: await measure(trx, part, ask, key),
        };
      }),
  };
}

/** What a row `m` is told by, and the totals that hold it when nothing else narrows. */
function placeOf(ask: BreakdownAsk): { key: string; part: Part } {
  const whole = partOf(ask);
  const part = {
    ...whole,
    where: sql<boolean>`(${whole.where} and ${narrowed(whole.jurisdiction, ask.only)})`,
  };
  const isNarrow = Object.values(ask.only).some((one) => one !== undefined);
  const key = keyColumn(ask);
  if (isNarrow || whole.totals?.dim !== '*') return { key, part: { ...part, totals: null } };
  const dim = ask.by === 'area' && ask.level < 3 ? (String(ask.level) as '1' | '2') : dimOf(ask.by);
  return { key, part: { ...part, totals: dim === null ? null : { dim, keys: null } } };
}

function dimOf(by: Breakdown): '*' | 'lead' | 'item' | 'source' | null {
  return by === 'node' || by === 'agent' || by === 'area' ? null : kept[by];
}

function keyColumn({ by, level }: BreakdownAsk): string {
  const column = { area: `l${level}`, unit: 'lead', procedure: 'procedure', node: 'node', item: 'item' };
  const named: Record<Breakdown, string> = { ...column, source: 'source', agent: 'agent' };
  return `coalesce(m.${named[by]}, '')`;
}

function narrowed(jurisdiction: string, { grid, ...columns }: BreakdownAsk['only']): Condition {
  const conditions = Object.entries(columns).flatMap(([name, value]) =>
    value === undefined ? [] : [sql<boolean>`${sql.raw(`m.${name}`)} = ${value}`],
  );
  if (grid !== undefined) conditions.push(sql<boolean>`${liesIn(jurisdiction, grid, 'm')}`);
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

async function countOpen(
  trx: Trx,
  part: Part,
  ask: BreakdownAsk,
  key: string,
): Promise<RawBreakdown['open']> {
  const { rows } = await sql<RawBreakdown['open'][number]>`
    select ${sql.raw(key)} as key, count(*) as open, count(*) filter (where overdue) as overdue,
      count(*) filter (where owed_at < ${ask.window.from}::int8) as carried
    from figure_matter as m
    where m.jurisdiction = ${part.jurisdiction} and m.open and ${part.where} and ${wantedOf(ask.counted)}
    group by 1`.execute(trx);
  return rows;
}

async function countLater(
  trx: Trx,
  part: Part,
  ask: BreakdownAsk,
  key: string,
): Promise<RawBreakdown['later']> {
  const { from, to } = ask.window;
  if (to >= ask.now) return [];
  const { rows } = await sql<RawBreakdown['later'][number]>`
    select ${sql.raw(key)} as key, count(*) as n from figure_matter as m
    where m.jurisdiction = ${part.jurisdiction} and m.closed_at > m.due_at and m.closed_at >= ${to}::int8
      and m.due_at < ${from}::int8 and m.owed_at is not null and ${part.where} and ${wantedOf(ask.counted)}
    group by 1`.execute(trx);
  return rows;
}

/** Of the closings one by one: who asks for a table waits for it. */
async function measure(trx: Trx, part: Part, ask: BreakdownAsk, key: string): Promise<RawBreakdown['took']> {
  const { from, to } = ask.window;
  const { rows } = await sql<RawBreakdown['took'][number]>`
    select key, percentile_disc(array[0.5, 0.9]) within group (order by took) as points
    from (
      select ${sql.raw(key)} as key, (m.closed_at - m.reported_at)::float8 as took from figure_matter as m
      where m.jurisdiction = ${part.jurisdiction} and m.closed_at >= ${from}::int8 and m.closed_at < ${to}::int8
        and ${part.where} and ${wantedOf(ask.counted)}
    ) as closings group by grouping sets ((key), ())`.execute(trx);
  return rows;
}

/** Median and p90 of a key, or of all. */
export function tookOfKey(took: RawBreakdown['took'], key: string | null): Took | undefined {
  const points = took.find((row) => row.key === key)?.points;
  return points ? { median: points[0], p90: points[1], error: 0 } : undefined;
}
