import { sql } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import type { GridLevel } from '#shared/grid/levels.ts';
import type { Window } from '#shared/indicator/window.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Database } from '../database.ts';
import { inScope } from '../scope-condition.ts';

/** How the lists of an area went; `open` ones are still to be done. */
export interface DutyTally {
  grid: string;
  issued: number;
  done: number;
  /** Of the done ones those in which some items were left out. */
  part: number;
  open: number;
  notDone: number;
  /** Problems and items that those who finished a list wrote down. */
  found: number;
  items: number;
}
export type DutyQueries = ReturnType<typeof openDutyQueries>;

/** Lists issued in a window by area; those outside of the asker's scope are not counted. */
export function openDutyQueries({ db }: Pick<Database, 'db'>) {
  return {
    async coverage(
      person: Person,
      procedures: readonly string[],
      { from, to }: Window,
      level: GridLevel,
    ): Promise<DutyTally[]> {
      const area = sql.ref(`l${level}`);
      const number = (field: string) => sql`coalesce(sum((state -> 'data' ->> ${field}::text)::numeric), 0)`;
      const { rows } = await sql<DutyTally>`
        select ${area} as grid, count(*) as issued,
          count(*) filter (where closed_at is not null and ended is distinct from 'void') as done,
          count(*) filter (where closed_at is not null and ended is distinct from 'void'
            and json_typeof(state -> 'data' -> 'done-items') = 'array' and json_typeof(state -> 'data' -> 'items') = 'array'
            and json_array_length(state -> 'data' -> 'done-items') < json_array_length(state -> 'data' -> 'items')) as part,
          count(*) filter (where open) as open,
          count(*) filter (where ended = 'void') as "notDone",
          ${number('found')}::float8 as found,
          -- A list of what was done; before there were such lists, their number.
          coalesce(sum(case json_typeof(state -> 'data' -> 'done-items')
            when 'array' then json_array_length(state -> 'data' -> 'done-items')
            else (state -> 'data' ->> 'done-items')::numeric end), 0)::float8 as items
        from incident
        where jurisdiction = ${person.jurisdiction} and not counted
          and procedure = any(${[...procedures]}::text[])
          and reported_at >= ${from}::int8 and reported_at < ${to}::int8
          and origin like 'duty:%' and ${inScope(person)}
        group by 1 order by 1`.execute(db);
      return rows;
    },
  };
}

/** Origins of the lists that were issued since an instant. */
export async function readIssuedDuties(
  { db }: Pick<Database, 'db'>,
  jurisdiction: string,
  procedures: readonly string[],
  since: number,
): Promise<Set<string>> {
  const { rows } = await sql<{ origin: string }>`
    select origin from incident
    where jurisdiction = ${jurisdiction} and not counted and procedure = any(${[...procedures]}::text[])
      and reported_at >= ${since}::int8 and origin is not null`.execute(db);
  return new Set(rows.map(({ origin }) => origin));
}

/** Lists that are not done. */
export async function readOpenDuties(
  { db }: Pick<Database, 'db'>,
  jurisdiction: string,
  procedures: readonly string[],
): Promise<Incident[]> {
  const { rows } = await sql<{ state: Incident }>`
    select state from incident
    where jurisdiction = ${jurisdiction} and ended is null and open and procedure = any(${[...procedures]}::text[])
      and origin like 'duty:%'`.execute(db);
  return rows.map(({ state }) => state);
}

/** When the clocks of a jurisdiction last ran for sure: its last anchor, before the first one its last entry. Null when new. */
export async function lastRun({ db }: Pick<Database, 'db'>, jurisdiction: string): Promise<number | null> {
  const { rows } = await sql<{ at: number | null }>`
    select coalesce(
      (select max(at) from anchor where jurisdiction = ${jurisdiction}),
      (select at from ledger where jurisdiction = ${jurisdiction} order by seq desc limit 1)
    ) as at`.execute(db);
  return rows[0]?.at ?? null;
}
