import { sql, type SqlBool, type Transaction } from 'kysely';
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
import { readPieces } from './figure-pieces.ts';
import { restsOf } from './figure-runs.ts';
import type { Condition, Grouping, Part, Sum } from './figure-part.ts';
import type { Tables } from '../tables.ts';

/**
 * Adding up a window. What whole months and days of local time hold is read from the totals, the rest of the window from the rows
 * of the matters, event by event. Where no totals are kept of what is asked for, everything is counted from the rows.
 */

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
  const cover = coverOf(window, part.time, { months: totals !== null && !days, days: isDaily });
  const asked = events.filter(({ sums }) => names.some((name) => name in sums));
  const rows = restsOf(part, cover).flatMap((rest) => asked.map(({ at, sums }) => ({ rest, at, sums })));
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
  const rows = restsOf(part, cover).flatMap((rest) => parts.map(({ at, names }) => ({ rest, at, names })));
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
    rows: restsOf(part, cover).map((rest) => ({
      rest,
      at: 'closed_at',
      joined: '',
      name: bucketOf,
      columns: [['n', 'count(*)']],
    })),
  });
}

function coverOfParts({ totals, time }: Part, window: Window): Cover {
  const isKept = totals !== null && parted.includes(totals.dim);
  return coverOf(window, time, { months: isKept, days: isKept && dailyParts.includes(totals.dim) });
}
