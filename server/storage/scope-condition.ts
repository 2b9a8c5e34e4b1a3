import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { liesInAny } from './grid-columns.ts';

/**
 * What a person may see, as SQL over the incident table: the same rules as `maySee` in `shared/access/scope.ts`, in the
 * same order. A test holds the two against each other.
 */
export function inScope(person: Person): RawBuilder<SqlBool> {
  const ways: RawBuilder<SqlBool>[] = [];
  const { grids, unit, role } = person;
  if (!may({ role }, 'see-matters')) return sql<SqlBool>`false`;
  if (seesAll({ role, grids })) return sql<SqlBool>`true`;
  if (unit !== undefined) ways.push(sql<SqlBool>`units @> array[${unit}]::text[]`);
  if (grids.length > 0) ways.push(liesInAny(grids));
  return ways.length === 0 ? sql<SqlBool>`false` : sql<SqlBool>`(${sql.join(ways, sql` or `)})`;
}

/**
 * The same as properties that the search index knows: what is in scope has at least one of them. Null: everything is in
 * scope. The index lags behind what it is asked about, so `inScope` has the last word.
 */
export function scopeFacets({ grids, unit, role }: Person): ['unit' | 'grid', string][] | null {
  if (!may({ role }, 'see-matters')) return [];
  if (seesAll({ role, grids })) return null;
  const units = unit === undefined ? [] : [unit];
  return [
    ...units.map((id): ['unit', string] => ['unit', id]),
    ...grids.map((id): ['grid', string] => ['grid', id]),
  ];
}
