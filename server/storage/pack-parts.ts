import type { Database } from './database.ts';
import { chainColumnNames } from './grid-columns.ts';
import { inTransaction } from './transaction.ts';
import { levelColumns } from '#shared/grid/levels.ts';

export type PartKind = 'item' | 'procedure' | 'grid';
export interface PackPart {
  kind: PartKind;
  id: string;
  body: unknown;
}

/** All parts that the packs of a jurisdiction ever had, as they were last. */
export async function readParts({ pool }: Database, jurisdiction: string): Promise<PackPart[]> {
  const text = 'SELECT kind, id, body FROM pack_part WHERE jurisdiction = $1 ORDER BY kind, id';
  return (await pool.query<PackPart>(text, [jurisdiction])).rows;
}

/** Keeps parts as they are now; what did not change is not written. */
export async function keepParts(
  { pool }: Database,
  jurisdiction: string,
  parts: readonly PackPart[],
): Promise<void> {
  await pool.query(
    `INSERT INTO pack_part (jurisdiction, kind, id, body)
     SELECT $1, p.kind, p.id, p.body FROM json_to_recordset($2) AS p (kind text, id text, body jsonb)
     ON CONFLICT (jurisdiction, kind, id) DO UPDATE SET body = excluded.body WHERE pack_part.body <> excluded.body`,
    [jurisdiction, JSON.stringify(parts)],
  );
}

/** What some matters that are not finished rest on. */
export interface Use {
  item: string;
  procedure: string;
  node: string;
  count: number;
  /** The number of one of them. */
  first: string;
}

/** What the matters that are not finished rest on. */
export async function readUse({ pool }: Database, jurisdiction: string): Promise<Use[]> {
  const { rows } = await pool.query<Use>(
    `SELECT item, procedure, node, count(*)::int AS count, min(id) AS first FROM incident
     WHERE jurisdiction = $1 AND (open OR ended IS NULL) GROUP BY 1, 2, 3`,
    [jurisdiction],
  );
  return rows;
}

/** Matters that lie in each of these grids. */
export async function countInGrids(
  { pool }: Database,
  jurisdiction: string,
  grids: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ grid: string; count: number }>(
    `SELECT g.grid, count(*)::int AS count FROM incident i
       CROSS JOIN LATERAL unnest(ARRAY[${chainColumnNames('i')}]) AS g (grid)
     WHERE i.jurisdiction = $1 AND g.grid = ANY($2) GROUP BY 1`,
    [jurisdiction, grids],
  );
  return new Map(rows.map(({ grid, count }) => [grid, count]));
}

/** Tables that hold grids of a jurisdiction in columns of these names. */
const gridColumns = `SELECT c.table_name AS name, c.column_name AS column, c.data_type AS type
  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
    AND ((c.column_name IN (${levelColumns.map((name) => `'${name}'`).join(', ')}, 'grid') AND c.data_type = 'text')
      OR (c.column_name = 'grids' AND c.data_type = 'ARRAY'))
    AND EXISTS (SELECT 1 FROM information_schema.columns j WHERE j.table_schema = c.table_schema
      AND j.table_name = c.table_name AND j.column_name = 'jurisdiction')`;
/** States whose `grids` are a chain; some tables hold them as the text that was written. */
const stateColumns = `SELECT table_name AS name, data_type AS type FROM information_schema.columns
  WHERE table_schema = current_schema() AND table_name IN ('incident', 'warning') AND column_name = 'state'`;

/** Records are counted by grid: those of a grid that joins another are added to its own. */
const joinCounts = `WITH gone AS (DELETE FROM world_count WHERE jurisdiction = $1 AND grid = $2 RETURNING kind, n)
  INSERT INTO world_count SELECT $1, $3, kind, n FROM gone
  ON CONFLICT (jurisdiction, grid, kind) DO UPDATE SET n = world_count.n + excluded.n`;

/**
 * Calls a grid by the id of another, there already or new, wherever rows name it, at once or not at all: matters, people, walls. The ledger keeps the words that
 * were written; what is worked with is found by the new id.
 */
export async function renameGrid(
  { pool }: Database,
  jurisdiction: string,
  from: string,
  to: string,
): Promise<void> {
  const values = [jurisdiction, from, to];
  return inTransaction(pool, async (client) => {
    await client.query(joinCounts, values);
    const { rows } = await client.query<{ name: string; column: string; type: string }>(gridColumns);
    for (const { name, column, type } of rows)
      await client.query(
        type === 'ARRAY'
          ? `UPDATE "${name}" SET "${column}" = array_replace("${column}", $2::text, $3::text) WHERE jurisdiction = $1 AND $2::text = ANY("${column}")`
          : `UPDATE "${name}" SET "${column}" = $3 WHERE jurisdiction = $1 AND "${column}" = $2`,
        values,
      );
    for (const { name, type } of (await client.query<{ name: string; type: string }>(stateColumns)).rows)
      await client.query(
        `UPDATE "${name}" SET state = jsonb_set(state::jsonb, '{grids}', (
           SELECT jsonb_agg(CASE WHEN g.id = $2::text THEN $3::text ELSE g.id END ORDER BY g.place)
           FROM jsonb_array_elements_text(state::jsonb -> 'grids') WITH ORDINALITY AS g (id, place)))::text::${type}
         WHERE jurisdiction = $1 AND state::jsonb -> 'grids' @> to_jsonb($2::text)`,
        values,
      );
    await client.query(
      "DELETE FROM pack_part WHERE jurisdiction = $1 AND kind = 'grid' AND id = $2 AND $3 <> ''",
      values,
    );
  });
}
