import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import type { Window } from '#shared/indicator/window.ts';
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
import { coverOf, type Cover } from './figure-cover.ts';
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

/** Rows of totals for each run of months or days of a window: runs by themselves, since an index answers one run and no choice of them. */
function totalsWhere(part: Part, cover: Cover): Condition[] {
  const { totals, jurisdiction } = part;
  if (!totals) return [];
  const runs: (readonly [span: 'm' | 'd', first: number, end: number])[] = [['m', ...cover.months]];
  for (const days of cover.days) runs.push(['d', ...days]);
  const keys = totals.keys === null ? sql`` : sql`and key = any(${[...totals.keys]}::text[])`;
  return runs
    .filter(([, first, end]) => first < end)
    .map(
      ([span, first, end]) => sql<SqlBool>`jurisdiction = ${jurisdiction} and dim = ${totals.dim}
        and span = ${span} and at >= ${first}::int and at < ${end}::int ${keys}`,
    );
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
    own: null,
    added: names,
    rows: rows.map(({ rest, at, sums }) => ({
      rest,
      at,
      joined: '',
      columns: names.flatMap((name): [string, string][] =>
        name in sums ? [[name, `sum(${sums[name]})`]] : [],
      ),
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
    own: 'name',
    added: ['n'],
    rows: rows.map(({ rest, at, names }) => ({
      rest,
      at,
      joined: `cross join lateral (${names}) as p (name)`,
      name: 'p.name',
      columns: [['n', 'count(*)']],
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
    own: 'name',
    added: ['n'],
    table: 'figure_took cross join lateral unnest(buckets, counts) as u (name, n)',
    rows: cover.rest.map((rest) => ({
      rest,
      at: 'closed_at',
      joined: '',
      name: bucketOf,
      columns: [['n', 'count(*)']],
    })),
  });
}

function coverOfParts({ totals, utcOffsetMs }: Part, window: Window): Cover {
  const isKept = totals !== null && parted.includes(totals.dim);
  return coverOf(window, utcOffsetMs, { months: isKept, days: isKept && dailyParts.includes(totals.dim) });
}

/** The columns of a row that it was grouped by, with sums. */
export function asSum(row: object, sums: readonly [string, number][]): Sum {
  const { key, procedure, child, name, at } = row as Record<string, unknown>;
  return { key, procedure, child, name, at, sums: Object.fromEntries(sums) } as Sum;
}

interface Pieces {
  cover: Cover;
  by: readonly Grouping[];
  wanted: Condition | undefined;
  table: string;
  /** Column of the totals that is grouped by as well. */
  own: 'name' | null;
  /** What is added up of the totals. */
  added: readonly string[];
  rows: readonly PieceOfRows[];
}
/** What one event adds in one rest of a window. */
interface PieceOfRows {
  rest: Window;
  at: string;
  joined: string;
  /** What stands for the totals' own column. */
  name?: string;
  /** Sums, and how each is made. */
  columns: readonly [name: string, sum: string][];
}

/**
 * Each piece is added up by itself, of its own columns alone, and comes with its number; they are put together here. One sum over
 * all pieces would carry every column through every row of each.
 */
async function readPieces(trx: Transaction<Tables>, part: Part, asked: Pieces): Promise<Sum[]> {
  const { by, table, own, added } = asked;
  const kept = [...by.map(({ name }) => name), ...(own ? [own] : [])];
  const group =
    kept.length === 0 ? sql`` : sql.raw(` group by ${kept.map((_, place) => place + 1).join(', ')}`);
  const wanted = asked.wanted ?? sql<SqlBool>`true`;
  const pieces: RawBuilder<unknown>[] = [];
  const names: (readonly string[])[] = [];
  const add = (
    keys: readonly string[],
    sums: readonly (readonly [string, string])[],
    from: RawBuilder<unknown>,
  ): void => {
    const made = sums.map(([, sum]) => `coalesce(${sum}, 0)::float8`);
    const columns = [...keys, String(names.length), `array[${made.join(', ')}]`];
    pieces.push(sql`(select ${sql.raw(columns.join(', '))} from ${from} and ${wanted}${group})`);
    names.push(sums.map(([name]) => name));
  };
  for (const where of totalsWhere(part, asked.cover)) {
    const keys = [...by.map(({ total }) => total), ...(own ? [own] : [])];
    add(
      keys,
      added.map((name) => [name, `sum(${name})`]),
      sql`${sql.raw(table)} where ${where}`,
    );
  }
  for (const { rest, at, joined, name, columns } of asked.rows) {
    const instant = sql.raw(`m.${at}`);
    const keys = [...by.map(({ row }) => row(`m.${at}`)), ...(name === undefined ? [] : [name])];
    const within = sql`${instant} >= ${rest.from}::int8 and ${instant} < ${rest.to}::int8`;
    const of = sql`m.jurisdiction = ${part.jurisdiction} and ${within} and ${part.where}`;
    add(keys, columns, sql`figure_matter as m ${sql.raw(joined)} where ${of}`);
  }
  if (pieces.length === 0) return [];
  const columns = sql.raw([...kept, 'piece', 'sums'].join(', '));
  const { rows } = await sql<PieceRow>`
    select * from (${sql.join(pieces, sql` union all `)}) as pieces (${columns})`.execute(trx);
  return together(rows, { kept, names, added });
}

type PieceRow = Record<string, unknown> & { piece: number; sums: number[] };

/** Rows of the same keys as one, whatever pieces they are of. */
function together(
  rows: readonly PieceRow[],
  {
    kept,
    names,
    added,
  }: { kept: readonly string[]; names: readonly (readonly string[])[]; added: readonly string[] },
): Sum[] {
  const found = new Map<string, Sum>();
  for (const row of rows) {
    const id = JSON.stringify(kept.map((name) => row[name]));
    const sum =
      found.get(id) ??
      asSum(
        row,
        added.map((name) => [name, 0]),
      );
    found.set(id, sum);
    names[row.piece]?.forEach(
      (name, place) => (sum.sums[name] = (sum.sums[name] ?? 0) + (row.sums[place] ?? 0)),
    );
  }
  return [...found.values()];
}
