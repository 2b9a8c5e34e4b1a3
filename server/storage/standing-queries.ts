import { sql, type SqlBool } from 'kysely';
import type { Window } from '#shared/indicator/window.ts';
import type { Database } from './database.ts';
import { canCount, figureConditions } from './figure-conditions.ts';

type Pair = readonly [numerator: number, denominator: number];
/** What a unit led, in numbers. */
export interface StandingRow {
  unit: string;
  onTime: Pair;
  satisfaction: Pair;
}
export type StandingQueries = ReturnType<typeof openStandingQueries>;

/** How the units of a jurisdiction do, for everybody to read: counts by the unit that led, and nothing of a single matter. */
export function openStandingQueries({ db }: Pick<Database, 'db'>) {
  return {
    /**
     * Incidents count as in every other figure; of `suppliers`, who carry out services and lead no incidents, all that they
     * led for somebody outside.
     */
    async read(
      jurisdiction: string,
      window: Window,
      suppliers: { units: readonly string[]; procedures: readonly string[] },
    ): Promise<StandingRow[]> {
      const served = sql<SqlBool>`(counted or (lead = any(${[...suppliers.units]}::text[])
        and procedure = any(${[...suppliers.procedures]}::text[]) and parent is null))`;
      const { onTimeClosing, satisfaction } = figureConditions(window, served);
      const count = (condition: typeof served, name: string) =>
        sql`count(*) filter (where ${condition}) as ${sql.id(name)}`;
      const { rows } = await sql<{ unit: string } & Record<'on' | 'due' | 'content' | 'rated', number>>`
        select lead as unit, ${count(onTimeClosing.numerator, 'on')}, ${count(onTimeClosing.denominator, 'due')},
          ${count(satisfaction.numerator, 'content')}, ${count(satisfaction.denominator, 'rated')}
        from incident where jurisdiction = ${jurisdiction} and lead is not null and ${canCount(window)}
        group by lead order by lead`.execute(db);
      return rows.map(({ unit, on, due, content, rated }) => ({
        unit,
        onTime: [on, due],
        satisfaction: [content, rated],
      }));
    },
  };
}
