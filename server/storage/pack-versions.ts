import type { Database } from './database.ts';
import { chainColumnNames } from './grid-columns.ts';

/** A change of a pack, as it was accepted. */
export interface PackVersion {
  /** The folder is 1. */
  version: number;
  at: number;
  /** When it takes effect, epoch ms. */
  since: number;
  /** `new`: for matters that begin after it alone. */
  applies: 'open' | 'new';
  by: string;
  byName: string;
  why: string;
  /** The version that it takes back. */
  undoes: number | null;
  rows: { part: string; key: string; body: unknown }[];
}

/** The channel on which every node hears that a pack has another version: the jurisdiction. */
export const packChannel = 'pack';

/** Versions after one, oldest first. */
export async function readPackVersions(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  after: number,
): Promise<PackVersion[]> {
  const { rows } = await pool.query<PackVersion>(
    `SELECT v.version, v.at, v.since, v.applies, v.by_id AS by, v.by_name AS "byName", v.why, v.undoes, r.rows
     FROM pack_version v CROSS JOIN LATERAL (
       SELECT coalesce(json_agg(json_build_object('part', part, 'key', key, 'body', body) ORDER BY part, key), '[]') AS rows
       FROM pack_row WHERE jurisdiction = v.jurisdiction AND version = v.version) r
     WHERE v.jurisdiction = $1 AND v.version > $2 ORDER BY v.version`,
    [jurisdiction, after],
  );
  return rows;
}

/** The newest version of each jurisdiction that has any beside its folder. */
export async function newestPackVersions({ pool }: Pick<Database, 'pool'>): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ jurisdiction: string; version: number }>(
    'SELECT jurisdiction, max(version) AS version FROM pack_version GROUP BY jurisdiction',
  );
  return new Map(rows.map(({ jurisdiction, version }) => [jurisdiction, version]));
}

/** Adds a version and tells all nodes; false when there is one of that number already: somebody was first. */
export async function addPackVersion(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  { version, at, since, applies, by, byName, why, undoes, rows }: PackVersion,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH made AS (
       INSERT INTO pack_version (jurisdiction, version, at, since, applies, by_id, by_name, why, undoes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING version),
     laid AS (
       INSERT INTO pack_row (jurisdiction, version, part, key, body)
       SELECT $1, made.version, r.part, r.key, r.body
       FROM made, json_to_recordset($10) AS r (part text, key text, body json) RETURNING 1)
     SELECT pg_notify($11, $1) FROM made`,
    [jurisdiction, version, at, since, applies, by, byName, why, undoes, JSON.stringify(rows), packChannel],
  );
  return rowCount === 1;
}

/** How many open matters an item has, and of how many a clock is set already, by clock. */
export interface OpenOfItem {
  open: number;
  set: Record<string, number>;
}

/** The open matters of an item that began before an instant. */
export async function countOpenOfItem(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  item: string,
): Promise<OpenOfItem> {
  const { rows } = await pool.query<{ clock: string | null; count: number }>(
    `WITH mine AS MATERIALIZED (
       SELECT state::jsonb -> 'clocks' AS clocks FROM incident WHERE jurisdiction = $1 AND item = $2 AND open)
     SELECT NULL AS clock, count(*)::int AS count FROM mine
     UNION ALL SELECT c, count(*)::int FROM mine, jsonb_object_keys(mine.clocks) c GROUP BY c`,
    [jurisdiction, item],
  );
  const set: OpenOfItem['set'] = {};
  let open = 0;
  for (const { clock, count } of rows) {
    if (clock === null) open = count;
    else set[clock] = count;
  }
  return { open, set };
}

/** Open matters that a unit leads. */
export async function countOpenOfUnit(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  unit: string,
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM incident WHERE jurisdiction = $1 AND lead = $2 AND open',
    [jurisdiction, unit],
  );
  return rows[0]?.count ?? 0;
}

/** Open matters that lie in a grid. */
export async function countOpenInGrid(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  grid: string,
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM incident WHERE jurisdiction = $1 AND $2 IN (${chainColumnNames()}) AND open`,
    [jurisdiction, grid],
  );
  return rows[0]?.count ?? 0;
}
