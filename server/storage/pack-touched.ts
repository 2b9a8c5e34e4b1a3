import type { Database } from './database.ts';

type Pool = Pick<Database, 'pool'>;
export interface OfRow {
  jurisdiction: string;
  key: string;
}

/** One number by a query of jurisdiction and key. */
const countBy =
  (text: string) =>
  async ({ pool }: Pool, { jurisdiction, key }: OfRow): Promise<number> =>
    (await pool.query<{ count: number }>(`SELECT count(*)::int AS count ${text}`, [jurisdiction, key]))
      .rows[0]?.count ?? 0;

/** Tasks of open matters that a unit has not done yet. */
export const countTasksOfUnit = countBy(
  `FROM incident i CROSS JOIN LATERAL jsonb_array_elements(i.state::jsonb -> 'tasks') AS task
   WHERE i.jurisdiction = $1 AND i.open AND i.units @> ARRAY[$2::text]
     AND task ->> 'unit' = $2 AND task ->> 'state' IN ('issued', 'signed')`,
);
export const countAccountsOfUnit = countBy(
  'FROM person WHERE jurisdiction = $1 AND unit = $2 AND NOT disabled',
);
export const countAccountsOfStaff = countBy(
  'FROM person WHERE jurisdiction = $1 AND staff = $2 AND NOT disabled',
);
export const countAccountsOfRole = countBy(
  'FROM person WHERE jurisdiction = $1 AND county_role = $2 AND NOT disabled',
);
export const countAccountsInGrid = countBy(
  'FROM person WHERE jurisdiction = $1 AND $2 = ANY(grids) AND NOT disabled',
);
export const countScreensOfGrid = countBy(
  'FROM device_token WHERE jurisdiction = $1 AND $2 = ANY(grids) AND NOT revoked',
);
export const countOpenOfProcedure = countBy(
  'FROM incident WHERE jurisdiction = $1 AND procedure = $2 AND open',
);
/** Alarms of a sensor that are not over. */
export const countAlarmsOfSensor = countBy(
  'FROM alarm WHERE jurisdiction = $1 AND sensor = $2 AND closed_at IS NULL',
);
export const countAlarmsOfRule = countBy(
  'FROM alarm WHERE jurisdiction = $1 AND rule = $2 AND closed_at IS NULL',
);
/** Open matters of a whole county, or of its items of this domain. */
export const countOpen = ({ pool }: Pool, jurisdiction: string): Promise<number> =>
  pool
    .query<{ count: number }>(
      'SELECT count(*)::int AS count FROM incident WHERE jurisdiction = $1 AND open',
      [jurisdiction],
    )
    .then(({ rows }) => rows[0]?.count ?? 0);
/** Open matters of any of these items. */
export const countOpenOfItems = (
  { pool }: Pool,
  jurisdiction: string,
  items: readonly string[],
): Promise<number> =>
  pool
    .query<{ count: number }>(
      'SELECT count(*)::int AS count FROM incident WHERE jurisdiction = $1 AND item = ANY($2) AND open',
      [jurisdiction, items],
    )
    .then(({ rows }) => rows[0]?.count ?? 0);
