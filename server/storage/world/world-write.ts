import type { PoolClient } from 'pg';
import type { Database } from '../database.ts';
import { narrowest } from '../grid-columns.ts';
import { copyRows, type CopiedRow } from './world-copy.ts';
import { foundColumns, rowOf, type FoundRow, type WorldAct, type WorldRow } from './world-row.ts';
import { inTransaction } from '../transaction.ts';
import { chainColumns, levelColumns } from '#shared/grid/levels.ts';

/** An act without its place in the row of acts. */
export type NewAct = Omit<WorldAct, 'version'>;
export type WorldWrites = ReturnType<typeof openWorldWrites>;

/** Writes of the records of the world. Each is one transaction; what stood before a change stays with the act. */
export function openWorldWrites(database: Pick<Database, 'pool'>) {
  return { ...contents(database), ...places(database) };
}

/** What a record says. */
function contents({ pool }: Pick<Database, 'pool'>) {
  return {
    /** False when the id is taken. */
    async add(jurisdiction: string, row: WorldRow, act: NewAct): Promise<boolean> {
      return inTransaction(pool, async (client) => {
        const added = await client.query(insert, valuesOf(jurisdiction, row));
        if (added.rowCount !== 1) return false;
        await addAct(client, jurisdiction, row.id, { ...act, version: row.version }, null);
        await count(client, jurisdiction, [{ grid: row.grids.at(-1) ?? '', kind: row.kind, n: 1 }]);
        return true;
      });
    },
    /**
     * Changes the record when it still has this version; the row that stands there otherwise, or null when there is none. `make` is
     * told what stands there.
     */
    async change(
      jurisdiction: string,
      id: string,
      version: number | null,
      make: (before: FoundRow) => { row: WorldRow; act: NewAct } | null,
    ): Promise<{ done: boolean; before: FoundRow } | null> {
      return inTransaction(pool, async (client) => {
        const { rows } = await client.query(
          `SELECT ${foundColumns} FROM world_record WHERE jurisdiction = $1 AND id = $2 FOR UPDATE`,
          [jurisdiction, id],
        );
        if (rows.length === 0) return null;
        const before = rowOf(rows[0]);
        if (version !== null && before.version !== version) return { done: false, before };
        const made = make(before);
        if (made === null) return { done: false, before };
        const { row, act } = made;
        await client.query(update, valuesOf(jurisdiction, row));
        const isNew = row.version !== before.version;
        await addAct(client, jurisdiction, id, { ...act, version: row.version }, isNew ? before : null);
        await recount(client, jurisdiction, before, row);
        return { done: true, before };
      });
    },
    /** Somebody was there. Not a new version: what is kept did not change. False when there is no such record. */
    async confirm(
      jurisdiction: string,
      id: string,
      confirmed: { at: number; by: string } | null,
      act: NewAct,
    ): Promise<boolean> {
      return inTransaction(pool, async (client) => {
        const { rows } = await client.query<{ version: number }>(
          `UPDATE world_record SET confirmed_at = coalesce($3, confirmed_at), confirmed_by = coalesce($4, confirmed_by)
           WHERE jurisdiction = $1 AND id = $2 AND ended_at IS NULL RETURNING version`,
          [jurisdiction, id, confirmed?.at ?? null, confirmed?.by ?? null],
        );
        const [row] = rows;
        if (row) await addAct(client, jurisdiction, id, { ...act, version: row.version }, null);
        return row !== undefined;
      });
    },
  };
}

/** Where it lies, and which matters name it. */
function places({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Lays a record elsewhere because what it lies in moved; nothing, when somebody else changed it meanwhile. */
    async move(
      jurisdiction: string,
      id: string,
      version: number,
      grids: readonly string[],
      keys: readonly number[],
    ): Promise<void> {
      await inTransaction(pool, async (client) => {
        const { rows } = await client.query(
          `SELECT ${foundColumns} FROM world_record
           WHERE jurisdiction = $1 AND id = $2 AND version = $3 AND ended_at IS NULL FOR UPDATE`,
          [jurisdiction, id, version],
        );
        if (rows.length === 0) return;
        const before = rowOf(rows[0]);
        await client.query(
          `UPDATE world_record SET ${chainFrom4}, keys = $3 WHERE jurisdiction = $1 AND id = $2`,
          [jurisdiction, id, keys, ...Object.values(chainColumns(grids))],
        );
        await recount(client, jurisdiction, before, { ...before, grids });
      });
    },
    /** Many at once: what is new is added, what is changed takes the place of what stood there, what is the same stays. */
    async take(jurisdiction: string, rows: readonly WorldRow[], act: NewAct) {
      return inTransaction(pool, (client) => takeAll(client, jurisdiction, rows, act));
    },
    /** What a matter says of a record; said again it is the same. */
    async link(
      jurisdiction: string,
      links: readonly { record: string; incident: string; role: string; at: number; byId: string }[],
    ): Promise<void> {
      if (links.length === 0) return;
      await pool.query(
        `INSERT INTO world_link SELECT $1, l.record, l.incident, l.role, l.at, l.by
         FROM json_to_recordset($2) AS l (record text, incident text, role text, at bigint, by text)
         ON CONFLICT DO NOTHING`,
        [jurisdiction, JSON.stringify(links.map(({ byId, ...rest }) => ({ ...rest, by: byId })))],
      );
    },
  };
}

const chainFrom4 = levelColumns.map((name, at) => `${name} = $${at + 4}`).join(', ');
const chainTaken = levelColumns.map((name) => `${name} = t.${name}`).join(', ');
const columns = [
  ...['jurisdiction', 'id', 'kind', 'version', ...levelColumns, 'lng', 'lat', 'open', 'sealed', 'keys'],
  ...['digest', 'source', 'confirmed_at', 'confirmed_by', 'made_at', 'changed_at', 'ended_at'],
];
const insert = `INSERT INTO world_record (${columns.join(', ')})
  VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')}) ON CONFLICT DO NOTHING`;
const update = `UPDATE world_record SET ${columns
  .map((name, at) => `${name} = $${at + 1}`)
  .slice(2)
  .join(', ')} WHERE jurisdiction = $1 AND id = $2`;

function valuesOf(jurisdiction: string, row: WorldRow): unknown[] {
  return [
    ...[jurisdiction, row.id, row.kind, row.version, ...Object.values(chainColumns(row.grids))],
    ...[row.place?.lng ?? null, row.place?.lat ?? null],
    ...[JSON.stringify(row.open), row.sealed, row.keys, row.digest, row.source],
    ...[row.confirmedAt, row.confirmedBy, row.madeAt, row.changedAt, row.endedAt],
  ];
}

async function addAct(
  client: PoolClient,
  jurisdiction: string,
  id: string,
  act: WorldAct,
  before: Pick<FoundRow, 'open' | 'sealed'> | null,
): Promise<void> {
  await client.query(
    `INSERT INTO world_act (jurisdiction, id, n, at, by_id, by_name, act, note, fields, version, open, sealed)
     SELECT $1, $2, coalesce(max(n), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11
     FROM world_act WHERE jurisdiction = $1 AND id = $2`,
    [
      ...[jurisdiction, id, act.at, act.byId, act.byName, act.act, act.note, act.fields, act.version],
      ...[before && JSON.stringify(before.open), before?.sealed ?? null],
    ],
  );
}

type Count = { grid: string; kind: string; n: number };

async function count(client: PoolClient, jurisdiction: string, counts: readonly Count[]): Promise<void> {
  const sorted = counts
    .filter(({ n }) => n !== 0)
    .toSorted((a, b) => (a.grid + a.kind < b.grid + b.kind ? -1 : 1));
  if (sorted.length === 0) return;
  await client.query(
    `INSERT INTO world_count SELECT $1, c.grid, c.kind, c.n
     FROM json_to_recordset($2) AS c (grid text, kind text, n int)
     ON CONFLICT (jurisdiction, grid, kind) DO UPDATE SET n = world_count.n + excluded.n`,
    [jurisdiction, JSON.stringify(sorted)],
  );
}

async function recount(
  client: PoolClient,
  jurisdiction: string,
  before: FoundRow,
  row: Pick<WorldRow, 'grids' | 'kind' | 'endedAt'>,
): Promise<void> {
  const of = ({ grids, kind, endedAt }: Pick<FoundRow, 'grids' | 'kind' | 'endedAt'>, n: number): Count => ({
    grid: grids.at(-1) ?? '',
    kind,
    n: endedAt === null ? n : 0,
  });
  const [was, is] = [of(before, -1), of(row, 1)];
  if (was.grid !== is.grid || was.n !== -is.n) await count(client, jurisdiction, [was, is]);
}

async function takeAll(
  client: PoolClient,
  jurisdiction: string,
  rows: readonly WorldRow[],
  act: NewAct,
): Promise<{ added: number; changed: number; same: number }> {
  await client.query('CREATE TEMP TABLE world_taken (LIKE world_record) ON COMMIT DROP');
  await copyRows(client, 'world_taken', jurisdiction, rows as Iterable<CopiedRow>);
  // Two senders of one record follow one another.
  await client.query(
    `SELECT 1 FROM world_record r JOIN world_taken t USING (jurisdiction, id) ORDER BY r.id FOR UPDATE OF r`,
  );
  await client.query(
    `INSERT INTO world_count
     SELECT d.jurisdiction, d.grid, d.kind, sum(d.n) FROM (
       SELECT t.jurisdiction, coalesce(${narrowest('t')}, '') AS grid, t.kind, 1 AS n FROM world_taken t
       UNION ALL
       SELECT r.jurisdiction, coalesce(${narrowest('r')}, ''), r.kind, -1 FROM world_record r JOIN world_taken t USING (jurisdiction, id)
         WHERE r.ended_at IS NULL
     ) d GROUP BY 1, 2, 3 HAVING sum(d.n) <> 0 ORDER BY 2, 3
     ON CONFLICT (jurisdiction, grid, kind) DO UPDATE SET n = world_count.n + excluded.n`,
  );
  const changed = await client.query(
    `WITH other AS (
       SELECT r.* FROM world_record r JOIN world_taken t USING (jurisdiction, id)
       WHERE r.digest <> t.digest OR r.ended_at IS NOT NULL
     ), noted AS (
       INSERT INTO world_act (jurisdiction, id, n, at, by_id, by_name, act, note, version, open, sealed)
       SELECT o.jurisdiction, o.id,
         (SELECT coalesce(max(a.n), 0) + 1 FROM world_act a WHERE a.jurisdiction = o.jurisdiction AND a.id = o.id),
         $1, $2, $3, $4, $5, o.version + 1, o.open, o.sealed FROM other o
     )
     UPDATE world_record r SET version = r.version + 1, ${chainTaken}, lng = t.lng, lat = t.lat,
       open = t.open, sealed = t.sealed, keys = t.keys, digest = t.digest, source = t.source,
       confirmed_at = t.confirmed_at, confirmed_by = t.confirmed_by, changed_at = t.changed_at, ended_at = NULL
     FROM world_taken t, other o
     WHERE r.jurisdiction = t.jurisdiction AND r.id = t.id AND o.jurisdiction = r.jurisdiction AND o.id = r.id`,
    [act.at, act.byId, act.byName, act.act, act.note],
  );
  const added = await client.query(
    'INSERT INTO world_record SELECT * FROM world_taken ON CONFLICT (jurisdiction, id) DO NOTHING',
  );
  const [a, c] = [added.rowCount ?? 0, changed.rowCount ?? 0];
  return { added: a, changed: c, same: rows.length - a - c };
}
