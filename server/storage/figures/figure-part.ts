import type { RawBuilder, SqlBool } from 'kysely';
import type { Zoned } from '#shared/clock/zone.ts';
import type { Dim } from './figure-events.ts';
import type { Holding } from './held-sums.ts';

/** Of what figures are added up, and what comes of it. */
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
  /** The county's time. */
  time: Zoned;
  /** The totals they have: of a dim, with these keys, or all of it. Null: they have none. */
  totals: { dim: Dim; keys: readonly string[] | null } | null;
  /** The same as a condition over rows `m`. */
  where: Condition;
  /** What of it was read before and holds. */
  holding?: Holding | null;
}

/** A column to group by: of the totals, and of rows `m` at an event's instant. */
export interface Grouping {
  name: string;
  total: string;
  row: (at: string) => string;
}
