import type { Database } from '../database.ts';

/** What models came to, a row a county (migration 058b). `T` is what the learner writes and reads again under one `form`. */
export interface ForesightStore<T> {
  /** When each county's were learnt last, in this form. */
  instants(): Promise<Map<string, number>>;
  read(jurisdiction: string): Promise<T | null>;
  put(jurisdiction: string, at: number, body: T): Promise<void>;
}

export function openForesightStore<T>({ pool }: Pick<Database, 'pool'>, form: number): ForesightStore<T> {
  return {
    async instants() {
      const { rows } = await pool.query<{ jurisdiction: string; at: number }>(
        'select jurisdiction, at from foresight where form = $1',
        [form],
      );
      return new Map(rows.map(({ jurisdiction, at }) => [jurisdiction, at]));
    },
    async read(jurisdiction) {
      const { rows } = await pool.query<{ body: T }>(
        'select body from foresight where jurisdiction = $1 and form = $2',
        [jurisdiction, form],
      );
      return rows[0]?.body ?? null;
    },
    async put(jurisdiction, at, body) {
      await pool.query(
        `insert into foresight (jurisdiction, at, form, body) values ($1, $2, $3, $4)
         on conflict (jurisdiction) do update set at = excluded.at, form = excluded.form, body = excluded.body`,
        [jurisdiction, at, form, JSON.stringify(body)],
      );
    },
  };
}
