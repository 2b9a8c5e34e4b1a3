import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Counties of up to six levels of grids. A column that is added empty touches no row. What is due is found by the narrowest grid of a
 * record, whichever level that is; records that lie in a wider one are counted there, as single ones always were.
 */
export const sixLevels: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const narrowest = 'coalesce(l6, l5, l4, l3, l2, l1)';
const statements = [
  ...['incident', 'figure_matter', 'world_record'].map((table) =>
    sql.raw(
      `ALTER TABLE ${table} ${['l4', 'l5', 'l6'].map((name) => `ADD COLUMN IF NOT EXISTS ${name} text COLLATE "C"`).join(', ')}`,
    ),
  ),
  sql`DROP INDEX IF EXISTS world_record_due`,
  sql.raw(
    `CREATE INDEX world_record_due ON world_record (jurisdiction, (${narrowest}), kind, confirmed_at) WHERE ended_at IS NULL`,
  ),
  sql`CREATE TEMP TABLE counted_anew ON COMMIT DROP AS
    SELECT DISTINCT jurisdiction FROM world_record WHERE l3 IS NULL AND l1 IS NOT NULL`,
  sql`DELETE FROM world_count WHERE jurisdiction IN (SELECT jurisdiction FROM counted_anew)`,
  sql.raw(`INSERT INTO world_count SELECT jurisdiction, coalesce(${narrowest}, ''), kind, count(*) FROM world_record
    WHERE jurisdiction IN (SELECT jurisdiction FROM counted_anew) AND ended_at IS NULL GROUP BY 1, 2, 3`),
];
