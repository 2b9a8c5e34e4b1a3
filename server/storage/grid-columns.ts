import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { levelColumns } from '#shared/grid/levels.ts';

/**
 * How SQL reads the chain of a row. A county of three levels has nothing in the columns behind its third; to add them touched no
 * row, and no list has to be taken apart to find who may see it.
 */
const names = (of: string): string[] => levelColumns.map((name) => (of === '' ? name : `${of}.${name}`));

export const chainColumnNames = (of = ''): string => names(of).join(', ');

/** The narrowest grid of a row: what `world_record_due` is kept by, word for word. Null: it lies in none. */
export const narrowest = (of = ''): string => `coalesce(${names(of).toReversed().join(', ')})`;

/** Whether a row lies in one of these grids, of whichever level. */
export function liesInAny(grids: readonly string[]): RawBuilder<SqlBool> {
  const wanted = [...grids];
  const ways = levelColumns.map((name) => sql<SqlBool>`${sql.raw(name)} = any(${wanted}::text[])`);
  return sql<SqlBool>`(${sql.join(ways, sql` or `)})`;
}

/** The same of one grid, over rows `of`. */
export function liesIn(grid: string | null, of = ''): RawBuilder<SqlBool> {
  const ways = names(of).map((name) => sql<SqlBool>`${sql.raw(name)} = ${grid}`);
  return sql<SqlBool>`(${sql.join(ways, sql` or `)})`;
}
