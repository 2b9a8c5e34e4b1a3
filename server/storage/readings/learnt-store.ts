import type { Database } from '../database.ts';

/** What a learned rule knows of a sensor; `at`: instant of the last reading in it. */
export interface StoredLearnt {
  sensor: number;
  rule: string;
  at: number;
  state: Buffer;
}
export interface LearntStore {
  /** Keeps each that is newer than what is kept. */
  keep(rows: readonly StoredLearnt[]): Promise<void>;
  load(): Promise<StoredLearnt[]>;
}

/** Opens the store; the table comes from migration 038. */
export function openLearntStore({ pool }: Pick<Database, 'pool'>): LearntStore {
  return {
    async keep(rows) {
      await pool.query(
        `insert into rule_learnt (sensor, rule, at, state)
         select * from unnest($1::int4[], $2::text[], $3::int8[], $4::bytea[])
         on conflict (sensor, rule) do update set at = excluded.at, state = excluded.state where excluded.at > rule_learnt.at`,
        [
          rows.map(({ sensor }) => sensor),
          rows.map(({ rule }) => rule),
          rows.map(({ at }) => at),
          rows.map(({ state }) => state),
        ],
      );
    },
    async load() {
      return (await pool.query<StoredLearnt>('select sensor, rule, at, state from rule_learnt')).rows;
    },
  };
}
