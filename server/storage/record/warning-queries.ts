import { sql } from 'kysely';
import type { WarningState } from '#shared/warning/warning.ts';
import type { Database } from '../database.ts';

/** The matter that a measure of a warning opened. */
export interface MeasureMatter {
  origin: string;
  id: string;
  procedure: string;
  node: string;
  open: boolean;
  overdue: boolean;
  rings: string;
  reportedAt: number;
}
export type WarningQueries = ReturnType<typeof openWarningQueries>;

export function openWarningQueries({ db }: Pick<Database, 'db'>) {
  return {
    async find(jurisdiction: string, id: string): Promise<WarningState | null> {
      const { rows } = await sql<{ state: WarningState }>`
        select state from warning where jurisdiction = ${jurisdiction} and id = ${id}`.execute(db);
      return rows[0]?.state ?? null;
    },
    /** All that are in effect or wait for a signature. */
    async standing(jurisdiction: string): Promise<WarningState[]> {
      const { rows } = await sql<{ state: WarningState }>`
        select state from warning where jurisdiction = ${jurisdiction} and not released order by id`.execute(
        db,
      );
      return rows.map(({ state }) => state);
    },
    /** Those that ended, until an instant when it is given; the last to end first. */
    async past(jurisdiction: string, limit: number, until?: number): Promise<WarningState[]> {
      const { rows } = await sql<{ state: WarningState }>`
        select state from warning where jurisdiction = ${jurisdiction} and released
          and coalesce(state ->> 'releasedAt', state #>> '{rejected,at}')::bigint <= ${until ?? Number.MAX_SAFE_INTEGER}
        order by coalesce(state ->> 'releasedAt', state #>> '{rejected,at}')::bigint desc, id desc
        limit ${limit}`.execute(db);
      return rows.map(({ state }) => state);
    },
    /** What stands and stood for causes. */
    async ofCauses(jurisdiction: string, causes: readonly string[]): Promise<WarningState[]> {
      const { rows } = await sql<{ state: WarningState }>`
        select state from warning where jurisdiction = ${jurisdiction}
          and state ->> 'cause' = any(${[...causes]}::text[])`.execute(db);
      return rows.map(({ state }) => state);
    },
    /** Matters with these origins, as they are now; of several with one origin the newest. */
    async matters(jurisdiction: string, origins: readonly string[]): Promise<Map<string, MeasureMatter>> {
      const { rows } = await sql<MeasureMatter>`
        select origin, id, procedure, node, open, overdue, rings, reported_at as "reportedAt" from incident
        where jurisdiction = ${jurisdiction} and origin = any(${[...origins]}::text[])
          and origin like 'warning:%' order by reported_at`.execute(db);
      return new Map(rows.map((row) => [row.origin, row]));
    },
  };
}
