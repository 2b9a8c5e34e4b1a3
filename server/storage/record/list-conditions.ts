import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { fold, wordsOf } from '#shared/search/grams.ts';
import type { IncidentQuery } from '#shared/wire/http.ts';
import type { Condition } from '../figures/figure-conditions.ts';
import { liesIn } from '../grid-columns.ts';
import { concernsUnit, countsForUnit, inAccount, inScope } from '../scope-condition.ts';

/** What an incident of the jurisdiction must meet. */
export function conditionsOf(person: Person, query: IncidentQuery): Condition[] {
  // A figure opens to what it counted, every other list to all that is seen.
  const isFigure = query.figure !== undefined;
  const scope = isFigure ? inAccount(person) : inScope(person);
  const conditions: Condition[] = [...(seesAll(person) ? [] : [scope]), ...windowOf(query)];
  const add = (condition: RawBuilder<SqlBool>): void => void conditions.push(condition);
  if (query.state === 'open') add(sql<SqlBool>`open`);
  if (query.state === 'closed') add(sql<SqlBool>`not open`);
  if (query.state === 'finishing') add(sql<SqlBool>`(not open and ended is null)`);
  if (query.grid !== undefined) add(liesIn(person.jurisdiction, query.grid));
  if (query.unit !== undefined) add((isFigure ? countsForUnit : concernsUnit)(query.unit));
  if (query.lead !== undefined) add(sql<SqlBool>`lead = ${query.lead}`);
  if (query.item !== undefined) add(sql<SqlBool>`item = ${query.item}`);
  if (query.procedure !== undefined) add(sql<SqlBool>`procedure = ${query.procedure}`);
  if (query.node !== undefined) add(sql<SqlBool>`node = ${query.node}`);
  if (query.source !== undefined) add(sql<SqlBool>`source = ${query.source}`);
  if (query.origin !== undefined) add(sql<SqlBool>`origin = ${query.origin}`);
  if (query.overdue !== undefined) add(sql<SqlBool>`(open and overdue)`);
  if (query.agent !== undefined) add(tookOn(person.jurisdiction, query.agent));
  for (const word of wordConditions(query.q)) add(word);
  return conditions;
}

/** Only figures know who took something on. */
function tookOn(jurisdiction: string, agent: string): Condition {
  return sql<SqlBool>`id in (select f.id from figure_matter as f where f.jurisdiction = ${jurisdiction} and f.agent = ${agent})`;
}

/** Each word somewhere in the title, the address or the number. */
export function wordConditions(q: string | undefined): Condition[] {
  return wordsOf(q ?? '').map((word) => {
    const like = `%${fold(word).replace(/[\\%_]/g, '\\$&')}%`;
    return sql<SqlBool>`(title ilike ${like} or address ilike ${like} or id ilike ${like})`;
  });
}

function windowOf({ from, to }: IncidentQuery): Condition[] {
  if (from === undefined && to === undefined) return [];
  return [
    sql<SqlBool>`(reported_at >= ${from ?? 0}::int8 and reported_at < ${to ?? Number.MAX_SAFE_INTEGER}::int8)`,
  ];
}
