import type { Database } from '../database.ts';
import { narrowest } from '../grid-columns.ts';
import { openFrequentKeys } from './world-frequent.ts';
import { foundColumns, rowOf, type FoundRow, type WorldAct } from './world-row.ts';
import { inTransaction } from '../transaction.ts';

/** What is looked for, in numbers of the index. */
export interface Sought {
  /** All of them. */
  all: readonly number[];
  /** Of each list one way, and of a way all. */
  ways: readonly (readonly (readonly number[])[])[];
  /** Any of them; null: wherever it lies. */
  scope: readonly number[] | null;
  /** What is sought lies all over the county, and not in one part of the table. */
  isSpread?: boolean;
}
interface Found {
  id: string;
  kind: string;
}
export type WorldQueries = ReturnType<typeof openWorldQueries>;

/** Reads of the records of the world. */
export function openWorldQueries(database: Pick<Database, 'pool'>) {
  return {
    ...contents(database),
    ...livedIn(database),
    ...confirming(database),
    ...acts(database),
    ...links(database),
  };
}

/** Records by keys and ids. */
function contents({ pool }: Pick<Database, 'pool'>) {
  const frequent = openFrequentKeys({ pool });
  return {
    /** At most so many that may hold what is sought, in the order in which they were written. */
    async find(sought: Sought, limit: number, from = 0): Promise<Found[]> {
      const { text, values } = conditionOf(sought);
      const rows = isPlain(sought) ? frequent.rowsFor(mustOf(sought), from + limit) : null;
      if (rows !== null) {
        const part = `(SELECT id, kind, keys FROM world_record LIMIT ${rows}) walked`;
        const some = `SELECT id, kind FROM ${part} WHERE ${text} LIMIT ${limit} OFFSET ${from}`;
        const found = await asked(pool, walking, some, values);
        if (found.length === limit) return found;
      }
      const sql = `SELECT id, kind FROM world_record WHERE ${text} LIMIT ${limit} OFFSET ${from}`;
      return asked(pool, byIndex, sql, values);
    },
    async read(jurisdiction: string, ids: readonly string[]): Promise<FoundRow[]> {
      if (ids.length === 0) return [];
      const { rows } = await pool.query(
        `SELECT ${foundColumns} FROM world_record WHERE jurisdiction = $1 AND id = ANY($2)`,
        [jurisdiction, ids],
      );
      const byId = new Map(rows.map((row) => [(row as { id: string }).id, rowOf(row)]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    /** What contents are told apart by, of those that stand and have not ended. */
    async digests(jurisdiction: string, ids: readonly string[]): Promise<{ id: string; digest: Buffer }[]> {
      const { rows } = await pool.query<{ id: string; digest: Buffer }>(
        'SELECT id, digest FROM world_record WHERE jurisdiction = $1 AND id = ANY($2) AND ended_at IS NULL',
        [jurisdiction, ids],
      );
      return rows;
    },
    /** Any record with something sealed in it. */
    async anySealed() {
      const { rows } = await pool.query<{ jurisdiction: string; id: string; sealed: Buffer }>(
        'SELECT jurisdiction, id, sealed FROM world_record WHERE sealed IS NOT NULL LIMIT 1',
      );
      return rows[0];
    },
    /** How many of each kind lie in each narrow grid, of all or of those named. */
    async counts(jurisdiction: string, grids: readonly string[] | null) {
      const { rows } = await pool.query<{ grid: string; kind: string; n: number }>(
        `SELECT grid, kind, n FROM world_count WHERE jurisdiction = $1 AND ($2::text[] IS NULL OR grid = ANY($2)) AND n > 0`,
        [jurisdiction, grids],
      );
      return rows;
    },
  };
}

/** Who lives where. */
function livedIn({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Places of a narrow grid with the households and people there, in their own place or that of their dwelling; null: in none. */
    async lived(
      jurisdiction: string,
      grid: string,
    ): Promise<{ lng: number | null; lat: number | null; households: number; people: number }[]> {
      const { rows } = await pool.query<{
        lng: number | null;
        lat: number | null;
        households: number;
        people: number;
      }>(
        `SELECT coalesce(r.lng, d.lng) AS lng, coalesce(r.lat, d.lat) AS lat,
           count(*) FILTER (WHERE r.kind = 'household')::int AS households,
           count(*) FILTER (WHERE r.kind = 'person')::int AS people
         FROM world_record r
         LEFT JOIN world_record d ON d.jurisdiction = r.jurisdiction AND d.id = r.open ->> 'dwelling'
         WHERE r.jurisdiction = $1 AND ${narrowest('r')} = $2 AND r.kind IN ('household', 'person') AND r.ended_at IS NULL
         GROUP BY 1, 2 ORDER BY 1, 2`,
        [jurisdiction, grid],
      );
      return rows;
    },
  };
}

/** What nobody has confirmed for long. */
function confirming({ pool }: Pick<Database, 'pool'>) {
  return {
    /** How many of a kind in each of these narrow grids nobody has confirmed since an instant. */
    async dueByGrid(
      jurisdiction: string,
      grids: readonly string[],
      kind: string,
      before: number,
    ): Promise<Map<string, number>> {
      const { rows } = await pool.query<{ grid: string; n: number }>(
        `SELECT ${narrowest()} AS grid, count(*)::int AS n FROM world_record
         WHERE jurisdiction = $1 AND ${narrowest()} = ANY($2) AND kind = $3 AND confirmed_at < $4 AND ended_at IS NULL GROUP BY 1`,
        [jurisdiction, grids, kind, before],
      );
      return new Map(rows.map(({ grid, n }) => [grid, n]));
    },
    /** Those of a kind in narrow grids that nobody has confirmed since an instant, the longest ago first. */
    async due(
      jurisdiction: string,
      grids: readonly string[],
      kind: string,
      before: number,
      limit: number,
    ): Promise<FoundRow[]> {
      const { rows } = await pool.query(
        `SELECT ${foundColumns} FROM world_record
         WHERE jurisdiction = $1 AND ${narrowest()} = ANY($2) AND kind = $3 AND confirmed_at < $4 AND ended_at IS NULL
         ORDER BY confirmed_at LIMIT $5`,
        [jurisdiction, grids, kind, before, limit],
      );
      return rows.map(rowOf);
    },
    /** How many of them there are. */
    async countDue(
      jurisdiction: string,
      grids: readonly string[],
      kind: string,
      before: number,
    ): Promise<number> {
      const { rows } = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM world_record
         WHERE jurisdiction = $1 AND ${narrowest()} = ANY($2) AND kind = $3 AND confirmed_at < $4 AND ended_at IS NULL`,
        [jurisdiction, grids, kind, before],
      );
      return rows[0]?.n ?? 0;
    },
  };
}

/** What was done to records. */
function acts({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Whether somebody did just this at this instant before. */
    async didAct(
      jurisdiction: string,
      id: string,
      { by, act, at }: { by: string; act: string; at: number },
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        'SELECT 1 FROM world_act WHERE jurisdiction = $1 AND id = $2 AND by_id = $3 AND act = $4 AND at = $5',
        [jurisdiction, id, by, act, at],
      );
      return rowCount !== 0;
    },
    /** What was done to a record, newest first. */
    async acts(jurisdiction: string, id: string, limit: number) {
      const { rows } = await pool.query<WorldAct>(
        `SELECT at, by_id AS "byId", by_name AS "byName", act, note, fields, version
         FROM world_act WHERE jurisdiction = $1 AND id = $2 ORDER BY n DESC LIMIT $3`,
        [jurisdiction, id, limit],
      );
      return rows;
    },
    /** What stood in a record before its versions, newest first. */
    async versions(jurisdiction: string, id: string) {
      const { rows } = await pool.query<WorldAct & Pick<FoundRow, 'open' | 'sealed'>>(
        `SELECT at, by_id AS "byId", by_name AS "byName", act, note, fields, version, open, sealed
         FROM world_act WHERE jurisdiction = $1 AND id = $2 AND open IS NOT NULL ORDER BY n DESC LIMIT 200`,
        [jurisdiction, id],
      );
      return rows;
    },
  };
}

/** Records and the matters that name them. */
function links({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Records that matters name in any of these roles, those of the newest matters first. */
    async subjects(jurisdiction: string, roles: readonly string[], limit: number): Promise<string[]> {
      const { rows } = await pool.query<{ record: string }>(
        `SELECT record, max(at) AS at FROM world_link WHERE jurisdiction = $1 AND role = ANY($2)
         GROUP BY record ORDER BY at DESC LIMIT $3`,
        [jurisdiction, roles, limit],
      );
      return rows.map(({ record }) => record);
    },
    /** Matters of these procedures since an instant, newest first. */
    async mattersOf(
      jurisdiction: string,
      procedures: readonly string[],
      since: number,
      limit: number,
    ): Promise<string[]> {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT id FROM incident WHERE jurisdiction = $1 AND reported_at >= $2
           AND procedure IN ('random-inspection', 'abnormal-listing', 'dishonesty-listing') AND procedure = ANY($3)
         ORDER BY reported_at DESC LIMIT $4`,
        [jurisdiction, since, procedures, limit],
      );
      return rows.map(({ id }) => id);
    },
    /** Matters that name any of these records in any of these roles, newest first. */
    async linksOf(jurisdiction: string, ids: readonly string[], roles: readonly string[], limit: number) {
      const { rows } = await pool.query<{ record: string; incident: string }>(
        `SELECT DISTINCT record, incident, at FROM world_link
         WHERE jurisdiction = $1 AND record = ANY($2) AND role = ANY($3) ORDER BY at DESC LIMIT $4`,
        [jurisdiction, ids, roles, limit],
      );
      return rows;
    },
    /** Matters that a record was part of, newest first. */
    async matters(jurisdiction: string, id: string, limit: number) {
      const { rows } = await pool.query<{ incident: string; role: string; at: number }>(
        `SELECT incident, role, at FROM world_link WHERE jurisdiction = $1 AND record = $2
         ORDER BY at DESC LIMIT $3`,
        [jurisdiction, id, limit],
      );
      return rows;
    },
  };
}

/** Never from where another walk stands at the moment, and by one process: in the order in which a bitmap gives them. */
const walking = 'SET LOCAL synchronize_seqscans = off; SET LOCAL max_parallel_workers_per_gather = 0';
/**
 * Through the index of keys and nothing else. A plan that walks the table until it has enough looks cheap to a planner that
 * knows nothing of how often a key stands there, and reads all of it for a rare one.
 */
const byIndex = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off';

/** Asks in a way of its own. */
async function asked(pool: Database['pool'], way: string, sql: string, values: unknown[]): Promise<Found[]> {
  return inTransaction(
    pool,
    async (client) => (await client.query<Found>(sql, values)).rows,
    `BEGIN READ ONLY; ${way}`,
  );
}

/** What a record must hold all of; what stands in every way is asked for once. */
function mustOf({ all, ways }: Pick<Sought, 'all' | 'ways'>): number[] {
  const single = ways.filter((one) => one.length === 1).flatMap((one) => one[0] ?? []);
  return [...new Set([...all, ...single])];
}
/** Nothing but keys that must all be there. */
const isPlain = ({ ways, scope, isSpread }: Sought): boolean =>
  isSpread === true && scope === null && ways.every((one) => one.length === 1);

/** The jurisdiction is part of every key. */
function conditionOf({ all, ways, scope }: Sought): { text: string; values: (readonly number[])[] } {
  const values: (readonly number[])[] = [];
  const put = (list: readonly number[]): string => `$${values.push(list)}::int[]`;
  const parts: string[] = [];
  const must = mustOf({ all, ways });
  if (must.length > 0) parts.push(`keys @> ${put(must)}`);
  for (const one of ways)
    if (one.length > 1) parts.push(`(${one.map((way) => `keys @> ${put(way)}`).join(' OR ')})`);
  if (scope !== null) parts.push(`keys && ${put(scope)}`);
  return { text: parts.length > 0 ? parts.join(' AND ') : 'false', values };
}
