import type { Point } from '#shared/geo/point.ts';
import type { Database } from './database.ts';
import { narrowest } from './grid-columns.ts';

type Pool = Pick<Database, 'pool'>;
export interface Lying {
  grid: string;
  place: Point;
}
/** So many of each are looked at: a preview is waited for. */
const most = 200_000;

/** Where the open matters of some narrow grids are. */
export async function placesOfOpenMatters(
  { pool }: Pool,
  jurisdiction: string,
  grids: readonly string[],
): Promise<Lying[]> {
  const { rows } = await pool.query<Lying>(
    `SELECT ${narrowest()} AS grid, state::jsonb -> 'place' AS place FROM incident
     WHERE jurisdiction = $1 AND ${narrowest()} = ANY($2) AND open AND jsonb_typeof(state::jsonb -> 'place') = 'object' LIMIT ${most}`,
    [jurisdiction, grids],
  );
  return rows;
}

/** Where the records of the world of some narrow grids are. */
export async function placesOfRecords(
  { pool }: Pool,
  jurisdiction: string,
  grids: readonly string[],
): Promise<Lying[]> {
  const { rows } = await pool.query<{ grid: string; lng: number; lat: number }>(
    `SELECT ${narrowest()} AS grid, lng, lat FROM world_record
     WHERE jurisdiction = $1 AND ${narrowest()} = ANY($2) AND lng IS NOT NULL AND ended_at IS NULL LIMIT ${most}`,
    [jurisdiction, grids],
  );
  return rows.map(({ grid, lng, lat }) => ({ grid, place: { lng, lat } }));
}
