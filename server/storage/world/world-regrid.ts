import type { Database } from '../database.ts';
import { chainColumnNames, narrowest } from '../grid-columns.ts';
import { chainColumns, levelColumns, type ChainColumns } from '#shared/grid/levels.ts';

/** A record that lies in a grid which was drawn anew: its place, or that of the dwelling or firm it lies in. */
export interface LyingRecord extends ChainColumns {
  id: string;
  kind: string;
  version: number;
  lng: number | null;
  lat: number | null;
  /** Null: it lies in nothing else. */
  inLng: number | null;
  inLat: number | null;
}
export interface Moved {
  id: string;
  version: number;
  from: readonly string[];
  to: readonly string[];
  /** Numbers of the index for the grids that it lay in, and lies in. */
  lostKeys: readonly number[];
  newKeys: readonly number[];
}
export type WorldRegrid = ReturnType<typeof openWorldRegrid>;

const asText = levelColumns.map((name) => `${name} text`).join(', ');
const taken = levelColumns.map((name) => `${name} = t.${name}`).join(', ');

/** Fields that say what a record without a place of its own lies in, the nearest first. */
const inside = `ARRAY['dwelling', 'building', 'household', 'holder', 'firm', 'site']`;

/** Those of a grid, and where the first thing they point to has its place. */
const lying = `SELECT r.id, r.kind, r.version, ${chainColumnNames('r')}, r.lng, r.lat, d.lng AS "inLng", d.lat AS "inLat"
FROM world_record r
LEFT JOIN LATERAL (
  SELECT coalesce(o.lng, b.lng) AS lng, coalesce(o.lat, b.lat) AS lat FROM jsonb_each_text(r.open) v
  JOIN world_record o ON o.jurisdiction = r.jurisdiction AND o.id = v.value
  LEFT JOIN world_record b ON b.jurisdiction = o.jurisdiction AND b.id = o.open ->> 'building'
  WHERE r.lng IS NULL AND v.key = ANY (${inside}) AND coalesce(o.lng, b.lng) IS NOT NULL
  ORDER BY array_position(${inside}, v.key) LIMIT 1
) d ON true
WHERE r.jurisdiction = $1 AND ${narrowest('r')} = $2 AND r.ended_at IS NULL AND r.id > $3
ORDER BY r.id LIMIT $4`;

/** Moves rows of one version, and what is counted of them by grid and kind. */
const moving = `WITH t AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb)
    AS t (id text, version int, ${asText}, lost int[], fresh int[])
), old AS (
  SELECT r.id, r.kind, coalesce(${narrowest('r')}, '') AS grid FROM world_record r
  JOIN t ON t.id = r.id AND t.version = r.version
  WHERE r.jurisdiction = $1 AND r.ended_at IS NULL ORDER BY r.id FOR UPDATE OF r
), made AS (
  UPDATE world_record r SET ${taken},
    keys = ARRAY(SELECT k FROM unnest(r.keys) k WHERE k <> ALL (t.lost) UNION SELECT unnest(t.fresh))
  FROM t, old WHERE r.jurisdiction = $1 AND r.id = t.id AND old.id = r.id
  RETURNING r.kind, old.grid AS before, coalesce(${narrowest('r')}, '') AS after
), sums AS (
  SELECT grid, kind, sum(n)::int AS n FROM (
    SELECT before AS grid, kind, -1 AS n FROM made UNION ALL SELECT after, kind, 1 FROM made
  ) one GROUP BY grid, kind HAVING sum(n) <> 0
), counted AS (
  INSERT INTO world_count AS c (jurisdiction, grid, kind, n) SELECT $1, grid, kind, n FROM sums ORDER BY grid, kind
  ON CONFLICT (jurisdiction, grid, kind) DO UPDATE SET n = c.n + excluded.n
)
SELECT count(*)::int AS n FROM made`;

/** Records that change their grid because the grid did; nobody touched them, so their versions stay. */
export function openWorldRegrid({ pool }: Pick<Database, 'pool'>) {
  return {
    async mark(jurisdiction: string, grids: readonly string[]): Promise<void> {
      await pool.query('INSERT INTO world_regrid SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
        jurisdiction,
        grids,
      ]);
    },
    async marked(jurisdiction: string): Promise<string[]> {
      const { rows } = await pool.query<{ grid: string }>(
        'SELECT grid FROM world_regrid WHERE jurisdiction = $1 ORDER BY grid',
        [jurisdiction],
      );
      return rows.map(({ grid }) => grid);
    },
    async done(jurisdiction: string, grid: string): Promise<void> {
      await pool.query('DELETE FROM world_regrid WHERE jurisdiction = $1 AND grid = $2', [
        jurisdiction,
        grid,
      ]);
    },
    /** Behind an id, those of a grid: where each is, by itself or by the first record it points to that has a place. */
    async page(jurisdiction: string, grid: string, after: string, limit: number): Promise<LyingRecord[]> {
      const { rows } = await pool.query<LyingRecord>(lying, [jurisdiction, grid, after, limit]);
      return rows;
    },
    /** In one transaction with the counts; who changed a record meanwhile laid it where it lies. */
    async move(jurisdiction: string, moved: readonly Moved[]): Promise<number> {
      if (moved.length === 0) return 0;
      const told = moved.map(({ id, version, to, lostKeys, newKeys }) => ({
        id,
        version,
        ...chainColumns(to),
        lost: lostKeys,
        fresh: newKeys,
      }));
      const { rows } = await pool.query<{ n: number }>(moving, [jurisdiction, JSON.stringify(told)]);
      return rows[0]?.n ?? 0;
    },
  };
}
