import type { Database } from './database.ts';

/** A county that somebody brought. */
export interface BroughtCounty {
  id: string;
  code: string;
  at: number;
  by: string;
  byName: string;
  byCounty: string;
}
interface File {
  path: string;
  text: string;
}

export async function listCounties({ pool }: Pick<Database, 'pool'>): Promise<BroughtCounty[]> {
  const { rows } = await pool.query<BroughtCounty>(
    'SELECT id, code, at, by_id AS by, by_name AS "byName", by_county AS "byCounty" FROM county ORDER BY at, id',
  );
  return rows;
}

export async function countyFiles({ pool }: Pick<Database, 'pool'>, county: string): Promise<File[]> {
  const text = 'SELECT path, text FROM county_file WHERE county = $1 ORDER BY path';
  return (await pool.query<File>(text, [county])).rows;
}

/** Keeps a county with all its files, or nothing: false when its id or code is taken. */
export async function addCounty(
  { pool }: Pick<Database, 'pool'>,
  { id, code, at, by, byName, byCounty }: BroughtCounty,
  files: readonly File[],
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH made AS (
       INSERT INTO county (id, code, at, by_id, by_name, by_county) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING id)
     INSERT INTO county_file (county, path, text)
     SELECT made.id, f.path, f.text FROM made, json_to_recordset($7) AS f (path text, text text)`,
    [id, code, at, by, byName, byCounty, JSON.stringify(files)],
  );
  return (rowCount ?? 0) > 0;
}

/** A county that rests: still looked at (`read-only`), or closed (`archived`). */
export interface CountyState {
  id: string;
  state: 'read-only' | 'archived';
  why: string;
  at: number;
  by: string;
  byName: string;
  byCounty: string;
}

/** Told when counties come, rest or come back; each server looks at the tables then. */
export const countyChannel = 'county';

export async function listCountyStates({ pool }: Pick<Database, 'pool'>): Promise<CountyState[]> {
  const { rows } = await pool.query<CountyState>(
    'SELECT county AS id, state, why, at, by_id AS by, by_name AS "byName", by_county AS "byCounty" FROM county_state',
  );
  return rows;
}

/** Null: it is open again. */
export async function setCountyState(
  { pool }: Pick<Database, 'pool'>,
  county: string,
  state: Omit<CountyState, 'id'> | null,
): Promise<void> {
  if (state === null) await pool.query('DELETE FROM county_state WHERE county = $1', [county]);
  else
    await pool.query(
      `INSERT INTO county_state (county, state, why, at, by_id, by_name, by_county) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (county) DO UPDATE SET state = excluded.state, why = excluded.why, at = excluded.at,
         by_id = excluded.by_id, by_name = excluded.by_name, by_county = excluded.by_county`,
      [county, state.state, state.why, state.at, state.by, state.byName, state.byCounty],
    );
  await tellCounties({ pool });
}

/** Has every server look at which counties there are. */
export async function tellCounties({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query('SELECT pg_notify($1, $2)', [countyChannel, '']);
}
