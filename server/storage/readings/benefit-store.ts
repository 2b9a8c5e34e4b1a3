import type { BenefitRow } from '#shared/incident/benefit.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Database } from '../database.ts';

/** How long rows of lists are kept: a death that is told a year late is still held against what was paid. */
const keptMs = 400 * dayMs;
export type BenefitStore = ReturnType<typeof openBenefitStore>;

/** Rows of lists by the marks of people (migration 060b). */
export function openBenefitStore({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Keeps those that are new of their source; answers their ids. Forgets what is older than 400 days. */
    async put(
      jurisdiction: string,
      source: string,
      now: number,
      rows: readonly BenefitRow[],
    ): Promise<Set<string>> {
      const { rows: stored } = await pool.query<{ id: string }>(
        `insert into benefit_row (jurisdiction, source, id, mark, fact, list, scheme, "group", period, amount, received_at)
         select $1, $2, r.id, r.mark, r.fact, r.list, r.scheme, r."group", r.period, r.amount, $3
         from jsonb_to_recordset($4::jsonb) as r (id text, mark text, fact text, list text, scheme text, "group" text, period text, amount float8)
         on conflict do nothing returning id`,
        [jurisdiction, source, now, JSON.stringify(rows)],
      );
      await pool.query('delete from benefit_row where jurisdiction = $1 and received_at < $2', [
        jurisdiction,
        now - keptMs,
      ]);
      return new Set(stored.map(({ id }) => id));
    },
    /** All that lists say of these people. */
    async of(jurisdiction: string, marks: readonly string[]): Promise<BenefitRow[]> {
      const { rows } = await pool.query<BenefitRow>(
        `select mark, id, fact, list, scheme, "group", period, amount from benefit_row
         where jurisdiction = $1 and mark = any($2::text[])`,
        [jurisdiction, marks],
      );
      return rows;
    },
  };
}
