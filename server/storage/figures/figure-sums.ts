import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import type { Window } from '#shared/indicator/window.ts';
import { dayMs } from '#shared/kernel/span.ts';
import {
  bucketOf,
  daily,
  dailyParts,
  events,
  keyOf,
  parted,
  parts,
  sumNames,
  type Dim,
} from './figure-events.ts';
import { monthStart } from './figure-store.ts';
import type { Tables } from '../tables.ts';

/**
 * Adding up a window. What whole months and days of local time hold is read from the totals, the rest of the window from the rows
 * of the matters, event by event. Where no totals are kept of what is asked for, everything is counted from the rows.
 */
export type Condition = RawBuilder<SqlBool>;
/** A row of sums by name, under the columns that it was grouped by. */
export interface Sum {
  key: string;
  procedure: string;
  child: boolean;
  /** Of parts. */
  name: string;
  /** Number of a point of a trend. */
  at: number;
  sums: Record<string, number>;
}

/** The matters that are asked for. */
export interface Part {
  jurisdiction: string;
  utcOffsetMs: number;
  /** The totals they have: of a dim, with these keys, or all of it. Null: they have none. */
  totals: { dim: Dim; keys: readonly string[] | null } | null;
  /** The same as a condition over rows `m`. */
  where: Condition;
}

/** What is counted: these procedures, with or without what other matters opened. */
export interface Counted {
  procedures: readonly string[];
  children: boolean;
}
/** Whether a row of sums is counted. */
export function isCounted(counted: Counted, row: { procedure: string; child: boolean }): boolean {
  return counted.procedures.includes(row.procedure) && (counted.children || !row.child);
}

export function wantedOf({ procedures, children }: Counted): Condition {
  const named = sql<SqlBool>`procedure = any(${[...procedures]}::text[])`;
  return children ? named : sql<SqlBool>`(${named} and not child)`;
}

/** A window in pieces: whole months and whole days as [first, end), and what is left as instants. */
export interface Cover {
  months: [number, number];
  days: [number, number][];
  rest: Window[];
}

/** Pieces of a window; days stand alone where months are not wanted. */
export function coverOf(
  { from, to }: Window,
  utcOffsetMs: number,
  use: { months: boolean; days: boolean },
): Cover {
  const day = (at: number): number => (at + utcOffsetMs) / dayMs;
  const instant = (n: number): number => n * dayMs - utcOffsetMs;
  const [firstDay, endDay] = use.days ? [Math.ceil(day(from)), Math.floor(day(to))] : [0, 0];
  const monthAt = (at: number): number => {
    const local = new Date(at + utcOffsetMs);
    return local.getUTCFullYear() * 12 + local.getUTCMonth();
  };
  const startOf = (month: number): number => monthStart(month, utcOffsetMs);
  const held = monthAt(from);
  const firstMonth = startOf(held) === from ? held : held + 1;
  const endMonth = use.months ? Math.max(firstMonth, monthAt(to)) : firstMonth;
  const isEmpty = (one: Window): boolean => one.from >= one.to;
  const outside = (inner: Window, outer: Window): Window[] =>
    isEmpty(inner)
      ? [outer]
      : [
          { from: outer.from, to: inner.from },
          { from: inner.to, to: outer.to },
        ].filter((one) => !isEmpty(one));
  const months = { from: startOf(firstMonth), to: startOf(endMonth) };
  const days: Cover['days'] = [];
  const rest: Window[] = [];
  for (const piece of outside(months, { from, to })) {
    const [first, end] = [Math.ceil(day(piece.from)), Math.floor(day(piece.to))];
    const hasDays = firstDay < endDay && first < end;
    if (hasDays) days.push([first, end]);
    rest.push(...outside(hasDays ? { from: instant(first), to: instant(end) } : { from: 0, to: 0 }, piece));
  }
  return { months: [firstMonth, endMonth], days, rest };
}

/** Rows of totals for the pieces of a window. */
function totalsWhere(part: Part, cover: Cover): Condition | null {
  const { totals, jurisdiction } = part;
  if (!totals) return null;
  const spans: Condition[] = [];
  if (cover.months[0] < cover.months[1])
    spans.push(sql<SqlBool>`(span = 'm' and at >= ${cover.months[0]}::int and at < ${cover.months[1]}::int)`);
  for (const [first, end] of cover.days)
    spans.push(sql<SqlBool>`(span = 'd' and at >= ${first}::int and at < ${end}::int)`);
  if (spans.length === 0) return null;
  const keys = totals.keys === null ? sql`` : sql`and key = any(${[...totals.keys]}::text[])`;
  return sql<SqlBool>`jurisdiction = ${jurisdiction} and dim = ${totals.dim} and (${sql.join(spans, sql` or `)}) ${keys}`;
}

/** A column to group by: of the totals, and of rows `m` at an event's instant. */
export interface Grouping {
  name: string;
  total: string;
  row: (at: string) => string;
}
/** The column `procedure` or `child`. */
export const byProcedure: readonly Grouping[] = ['procedure', 'child'].map((name) => ({
  name,
  total: name,
  row: () => `m.${name}`,
}));
/** The key of the part's dim. A matter has several units, so nothing is grouped by them. */
export function byKey(dim: Exclude<Dim, 'unit'>): Grouping {
  return { name: 'key', total: 'key', row: () => keyOf[dim] };
}
export interface SumsAsk {
  by: readonly Grouping[];
  /** Days are asked for, so months are not used. */
  days?: boolean;
  /** Sums that are wanted; all when missing. */
  names?: readonly string[];
  /** A condition on `procedure` and `child`. */
  wanted?: Condition | undefined;
}

/** Sums of the events in a window by what is asked for. */
export function readSums(
  trx: Transaction<Tables>,
  part: Part,
  window: Window,
  { by, days = false, names = sumNames, wanted }: SumsAsk,
): Promise<Sum[]> {
  const { totals } = part;
  const isDaily = totals !== null && daily.includes(totals.dim);
  const cover = coverOf(window, part.utcOffsetMs, { months: totals !== null && !days, days: isDaily });
  const asked = events.filter(({ sums }) => names.some((name) => name in sums));
  const rows = cover.rest.flatMap((rest) => asked.map(({ at, sums }) => ({ rest, at, sums })));
  return readPieces(trx, part, {
    cover,
    by,
    wanted,
    table: 'figure_total',
    own: [],
    added: names,
    rows: rows.map(({ rest, at, sums }) => ({
      rest,
      at,
      joined: '',
      columns: names.map((name) => `(${sums[name] ?? '0'})::int8 as ${name}`),
    })),
  });
}

/** How often each name of a part (`parts` of `figure-events.ts`) occurs in a window: `name`, `n`. */
export function readParts(
  trx: Transaction<Tables>,
  part: Part,
  window: Window,
  { by, wanted }: SumsAsk,
): Promise<Sum[]> {
  const cover = coverOfParts(part, window);
  const rows = cover.rest.flatMap((rest) => parts.map(({ at, names }) => ({ rest, at, names })));
  return readPieces(trx, part, {
    cover,
    by,
    wanted,
    table: 'figure_part',
    own: ['name'],
    added: ['n'],
    rows: rows.map(({ rest, at, names }) => ({
      rest,
      at,
      joined: `cross join lateral (${names}) as p (name)`,
      columns: ['p.name', '1 as n'],
    })),
  });
}

/** How many closings of a window lie in which bucket: `name` is the bucket's number, `n` how many. */
export function readTook(trx: Transaction<Tables>, part: Part, window: Window): Promise<Sum[]> {
  const cover = coverOfParts(part, window);
  return readPieces(trx, part, {
    cover,
    by: byProcedure,
    wanted: undefined,
    own: ['name'],
    added: ['n'],
    table: 'figure_took cross join lateral unnest(buckets, counts) as u (name, n)',
    rows: cover.rest.map((rest) => ({
      rest,
      at: 'closed_at',
      joined: '',
      columns: [bucketOf, '1 as n'],
    })),
  });
}

function coverOfParts({ totals, utcOffsetMs }: Part, window: Window): Cover {
  const isKept = totals !== null && parted.includes(totals.dim);
  return coverOf(window, utcOffsetMs, { months: isKept, days: isKept && dailyParts.includes(totals.dim) });
}

/** A row as the database gives it, its sums as numbers. */
export function asSum(row: object, names: readonly string[]): Sum {
  const { key, procedure, child, name, at, ...values } = row as Record<string, unknown>;
  const sums = Object.fromEntries(names.map((one) => [one, Number(values[one] ?? 0)]));
  return { key, procedure, child, name, at, sums } as Sum;
}

interface Pieces {
  cover: Cover;
  by: readonly Grouping[];
  wanted: Condition | undefined;
  table: string;
  /** Columns that are grouped by as well, and those that are added up. */
  own: readonly string[];
  added: readonly string[];
  rows: readonly { rest: Window; at: string; joined: string; columns: readonly string[] }[];
}

async function readPieces(trx: Transaction<Tables>, part: Part, asked: Pieces): Promise<Sum[]> {
  const { cover, by, wanted, table, own, added } = asked;
  const groups = [...byProcedure, ...by.filter(({ name }) => byProcedure.every((one) => one.name !== name))];
  const select = (columns: readonly string[]): RawBuilder<unknown> => sql.raw(columns.join(', '));
  const pieces: RawBuilder<unknown>[] = [];
  const where = totalsWhere(part, cover);
  if (where)
    pieces.push(
      sql`select ${select([...groups.map((one) => `${one.total} as ${one.name}`), ...own, ...added])}
        from ${sql.raw(table)} where ${where}`,
    );
  for (const { rest, at, joined, columns } of asked.rows) {
    const instant = sql.raw(`m.${at}`);
    pieces.push(sql`select ${select([...groups.map((one) => `${one.row(`m.${at}`)} as ${one.name}`), ...columns])}
      from figure_matter as m ${sql.raw(joined)} where m.jurisdiction = ${part.jurisdiction}
        and ${instant} >= ${rest.from}::int8 and ${instant} < ${rest.to}::int8 and ${part.where}`);
  }
  if (pieces.length === 0) return [];
  const names = [...groups.map(({ name }) => name), ...own, ...added];
  const kept = [...by.map(({ name }) => name), ...own];
  const { rows } = await sql<object>`
    select ${select([...kept, ...added.map((name) => `coalesce(sum(${name}), 0)::int8 as ${name}`)])}
    from (${sql.join(pieces, sql` union all `)}) as pieces (${select(names)})
    where ${wanted ?? sql<SqlBool>`true`} ${kept.length === 0 ? sql`` : sql`group by ${select(kept)}`}`.execute(
    trx,
  );
  return rows.map((row) => asSum(row, added));
}
