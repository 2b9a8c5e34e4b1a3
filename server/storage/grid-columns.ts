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

/**
 * How many levels a county has, the most that any pack of it said; all where none did, which is always right. A column that a statement
 * names is unpacked from every row, and the later ones lie at the end of it: three levels more made counts half as slow again.
 */
const deepest = new Map<string, number>();
export function tellLevels(jurisdiction: string, levels: number): void {
  deepest.set(jurisdiction, Math.max(levels, deepest.get(jurisdiction) ?? 0));
}

type IsIn = (column: RawBuilder<unknown>) => RawBuilder<SqlBool>;
function inChain(jurisdiction: string, of: string, isIn: IsIn): RawBuilder<SqlBool> {
  const columns = names(of).slice(0, deepest.get(jurisdiction));
  return sql<SqlBool>`(${sql.join(
    columns.map((name) => isIn(sql.raw(name))),
    sql` or `,
  )})`;
}

/** Whether a row lies in one of these grids, of whichever level. */
export const liesInAny = (jurisdiction: string, grids: readonly string[]): RawBuilder<SqlBool> =>
  inChain(jurisdiction, '', (column) => sql<SqlBool>`${column} = any(${[...grids]}::text[])`);

/** The same of one grid, over rows `of`. */
export const liesIn = (jurisdiction: string, grid: string | null, of = ''): RawBuilder<SqlBool> =>
  inChain(jurisdiction, of, (column) => sql<SqlBool>`${column} = ${grid}`);
