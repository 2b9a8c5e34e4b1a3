import type { Zoned } from '#shared/clock/zone.ts';
import type { Window } from '#shared/indicator/window.ts';
import type { Database } from '../database.ts';
import { inOneMoment } from './one-moment.ts';
import { byKey, byProcedure, isCounted, readSums, type Counted } from './figure-sums.ts';
import { sql, type SqlBool } from 'kysely';

type Pair = readonly [numerator: number, denominator: number];
/** What a unit led, in numbers. */
export interface StandingRow {
  unit: string;
  onTime: Pair;
  /** By those who reported. */
  satisfaction: Pair;
}
export interface StandingAsk {
  jurisdiction: string;
  time: Zoned;
  window: Window;
  /** What every figure counts. */
  counted: Counted;
  /** Units that carry out services and lead no events: of them counts all that they led of these procedures. */
  suppliers: { units: readonly string[]; procedures: readonly string[] };
}
export type StandingQueries = ReturnType<typeof openStandingQueries>;

/** How the units of a jurisdiction do, for everybody to read: counts by the unit that led, and nothing of a single matter. */
export function openStandingQueries({ db }: Pick<Database, 'db'>) {
  return {
    async read({ jurisdiction, time, window, counted, suppliers }: StandingAsk): Promise<StandingRow[]> {
      const part = {
        jurisdiction,
        time,
        where: sql<SqlBool>`true`,
        totals: { dim: 'lead', keys: null },
      } as const;
      const by = [byKey('lead'), ...byProcedure];
      const names = ['due', 'due_on_time', 'rated_own', 'content_own'];
      const rows = await inOneMoment(db, (trx) => readSums(trx, part, window, { by, names }));
      const units = new Map<string, StandingRow>();
      for (const row of rows) {
        const { key: unit, procedure, child, sums } = row;
        const isServed = suppliers.units.includes(unit) && suppliers.procedures.includes(procedure) && !child;
        if (unit === '' || !(isCounted(counted, row) || isServed)) continue;
        const held = units.get(unit) ?? { unit, onTime: [0, 0], satisfaction: [0, 0] };
        const add = ([a, b]: Pair, numerator: string, denominator: string): Pair => [
          a + (sums[numerator] ?? 0),
          b + (sums[denominator] ?? 0),
        ];
        units.set(unit, {
          unit,
          onTime: add(held.onTime, 'due_on_time', 'due'),
          satisfaction: add(held.satisfaction, 'content_own', 'rated_own'),
        });
      }
      return [...units.values()].toSorted((a, b) => (a.unit < b.unit ? -1 : 1));
    },
  };
}
