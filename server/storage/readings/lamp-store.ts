import { sql } from 'kysely';
import type { LampsSwitched } from '#shared/watch/watch.ts';
import type { Database } from '../database.ts';

/** How a group burns, as its controller told last. */
export interface ToldLamps {
  group: string;
  at: number;
  level: number;
  lit: number;
  dark: number;
}
export type LampStore = ReturnType<typeof openLampStore>;

export function openLampStore({ db }: Pick<Database, 'db'>) {
  return {
    /** Keeps what is newer than what stands; answers whether it was. */
    async tell(jurisdiction: string, { group, at, level, lit, dark }: ToldLamps): Promise<boolean> {
      const { rows } = await sql`
        INSERT INTO lamp_told (jurisdiction, lamp_group, at, level, lit, dark)
        VALUES (${jurisdiction}, ${group}, ${at}, ${level}, ${lit}, ${dark})
        ON CONFLICT (jurisdiction, lamp_group) DO UPDATE
        SET at = excluded.at, level = excluded.level, lit = excluded.lit, dark = excluded.dark
        WHERE lamp_told.at < excluded.at RETURNING 1`.execute(db);
      return rows.length > 0;
    },
    async told(jurisdiction: string): Promise<ToldLamps[]> {
      const { rows } = await sql<ToldLamps>`
        SELECT lamp_group AS "group", at, level::float8 AS level, lit, dark FROM lamp_told
        WHERE jurisdiction = ${jurisdiction}`.execute(db);
      return rows;
    },
    /** The last order of each group and its answer, as the ledger left them. */
    async ordered(jurisdiction: string): Promise<Record<string, LampsSwitched>> {
      const { rows } = await sql<{ lamps: Record<string, LampsSwitched> | null }>`
        SELECT state -> 'lamps' AS lamps FROM watch WHERE jurisdiction = ${jurisdiction}`.execute(db);
      return rows[0]?.lamps ?? {};
    },
  };
}
