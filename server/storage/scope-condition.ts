import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { liesInAny } from './grid-columns.ts';

/**
 * What a person may see, as SQL over the incident table: the same rules as `maySee` in `shared/access/scope.ts`, in the
 * same order. A test holds the two against each other.
 */
export const inScope = (person: Person): RawBuilder<SqlBool> => within(person, concernsUnit);
/** What of it figures count for a person: as `accountOf` in `shared/incident/concern.ts`. */
export const inAccount = (person: Person): RawBuilder<SqlBool> => within(person, countsForUnit);

export const concernsUnit = (unit: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`units @> array[${unit}]::text[]`;
/** The first half leads into the index. */
export const countsForUnit = (unit: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${concernsUnit(unit)} and ${unit}::text <> all (onlookers))`;

function within(person: Person, ofUnit: (unit: string) => RawBuilder<SqlBool>): RawBuilder<SqlBool> {
  const ways: RawBuilder<SqlBool>[] = [];
  const { grids, unit, role } = person;
  if (!may({ role }, 'see-matters')) return sql<SqlBool>`false`;
  if (seesAll({ role, grids })) return sql<SqlBool>`true`;
  if (unit !== undefined) ways.push(ofUnit(unit));
  if (grids.length > 0) ways.push(liesInAny(person.jurisdiction, grids));
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
