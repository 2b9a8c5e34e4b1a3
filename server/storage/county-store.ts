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
