import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { tellCounties } from './county-store.ts';
import type { Database } from './database.ts';
import {
  foldedUntil,
  foldMinutes,
  makePartitions,
  type PartitionedTable,
} from './readings/reading-upkeep.ts';
import { inTransaction, snapshot, withConnection } from './transaction.ts';

/**
 * Moves a county that rests from one database to another in which other counties live on: every row of it, read in one snapshot and
 * written in one transaction, which is kept only when each table holds as many rows with the same digest on both sides.
 */
export interface MovedTable {
  table: string;
  rows: number;
}

/** Tables that name sensors by their number. */
const ofSensors = ['reading', 'reading_minute', 'reading_hour', 'reading_dirty', 'rule_learnt'];

/** How the rows of a county are found in tables that do not name it. */
const apart: Readonly<Record<string, (county: string) => string>> = {
  jurisdiction: (county) => `id = ${county}`,
  county: (county) => `id = ${county}`,
  county_file: (county) => `county = ${county}`,
  county_state: (county) => `county = ${county}`,
  history_row: (county) => `import in (select id from history_import where jurisdiction = ${county})`,
  people_import_row: (county) => `import in (select id from people_import where jurisdiction = ${county})`,
  phone_push_told: (county) => `seat in (select seat from phone_push where jurisdiction = ${county})`,
  ...Object.fromEntries(
    ofSensors.map((table) => [
      table,
      (county: string) => `sensor in (select number from sensor_number where jurisdiction = ${county})`,
    ]),
  ),
};
/** What belongs to a database and not to a county; people sign in again. The search index is made again. */
const ofTheHouse = [
  'kysely_migration',
  'kysely_migration_lock',
  'lease',
  'backup_taken',
  'session',
  'reading_rolled',
  'reading_folded',
];
const madeAgain = ['incident_search', 'search_slice', 'search_mark'];
const partitioned: readonly PartitionedTable[] = ['reading', 'reading_minute', 'reading_hour'];

interface Table {
  name: string;
  /** Without numbers that the database itself gives. */
  columns: string[];
  /** The number that it gives, by which rows are in order. */
  given: string | null;
  /** Tables that its rows point to. */
  after: string[];
}

/** Copies the county and holds both sides against each other; throws and keeps nothing when they differ. */
export async function copyCounty(from: Database, to: Database, county: string): Promise<MovedTable[]> {
  // What stands as hours in one is looked for as hours in the other.
  const folded = Math.max(await foldedUntil(from), await foldedUntil(to));
  for (const database of [from, to]) await foldMinutes(database, folded);
  const moved = await inTransaction(
    from.pool,
    async (source) => {
      await refuseAwake(source, county);
      const tables = await tablesOf(source);
      await coverTimes(source, to, county);
      return inTransaction(to.pool, async (target) => {
        await refuseThere(target, tables, county);
        for (const table of tables) await copyTable(source, target, table, county);
        return holdTables(source, target, tables, county);
      });
    },
    snapshot,
  );
  await tellCounties(to);
  return moved;
}

/** Holds a county that was copied before against its original; throws when a table differs. */
export async function holdCounty(from: Database, to: Database, county: string): Promise<MovedTable[]> {
  return withConnection(from.pool, (source) =>
    withConnection(to.pool, async (target) => holdTables(source, target, await tablesOf(source), county)),
  );
}

async function holdTables(
  source: pg.PoolClient,
  target: pg.PoolClient,
  tables: readonly Table[],
  county: string,
): Promise<MovedTable[]> {
  const held: MovedTable[] = [];
  for (const table of tables) {
    const [here, there] = [await countOf(source, table, county), await countOf(target, table, county)];
    if (here.rows !== there.rows || here.digest !== there.digest)
      throw new Error(`${table.name} differs: ${here.rows} rows here, ${there.rows} there`);
    held.push({ table: table.name, rows: here.rows });
  }
  return held;
}

/** Whether the other database holds the county. */
export async function holdsCounty({ pool }: Database, county: string): Promise<boolean> {
  const { rowCount } = await pool.query('select from jurisdiction where id = $1', [county]);
  return (rowCount ?? 0) > 0;
}

/** The audit and versions of a pack are only ever added to; and that there was such a county, and rests, stays known. */
const stays = ['audit', 'audit_head', 'county', 'county_file', 'county_state', 'pack_row', 'pack_version'];

/** Deletes a county that rests, but for what stays. Whoever calls it has held the other side against this one. */
export async function forgetCounty({ pool }: Database, county: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await refuseAwake(client, county);
    const tables = await tablesOf(client);
    const names = [...madeAgain, ...tables.map(({ name }) => name).toReversed()];
    for (const name of names.filter((one) => !stays.includes(one)))
      await client.query(`delete from ${pg.escapeIdentifier(name)} where ${whereOf(name, county)}`);
  });
  await tellCounties({ pool });
}

const whereOf = (table: string, county: string): string => {
  const name = pg.escapeLiteral(county);
  return apart[table]?.(name) ?? `jurisdiction = ${name}`;
};

async function refuseAwake(client: pg.PoolClient, county: string): Promise<void> {
  const { rows } = await client.query<{ state: string }>('select state from county_state where county = $1', [
    county,
  ]);
  if (rows[0]?.state !== 'archived')
    throw new Error(
      `${county} is not archived: archive it on the page of counties first, so that nothing of it moves`,
    );
}

async function refuseThere(client: pg.PoolClient, tables: readonly Table[], county: string): Promise<void> {
  for (const { name } of tables) {
    const found = await client.query(
      `select from ${pg.escapeIdentifier(name)} where ${whereOf(name, county)} limit 1`,
    );
    if (found.rowCount) throw new Error(`the other database holds rows of ${county} already (${name})`);
  }
}

/** Every table that holds rows of counties, those that others point to first. Throws when it cannot be told whose rows a table holds. */
async function tablesOf(client: pg.PoolClient): Promise<Table[]> {
  const { rows } = await client.query<Table & { hasCounty: boolean }>(
    `select c.relname as name,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         and a.attgenerated = '' and a.attidentity = '' order by a.attnum) as columns,
       (select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attidentity <> '') as given,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'jurisdiction' and not a.attisdropped)
         as "hasCounty",
       array(select f.relname::text from pg_constraint x join pg_class f on f.oid = x.confrelid
         where x.conrelid = c.oid and x.contype = 'f') as after
     from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition and c.relname <> all($1) order by c.relname`,
    [[...ofTheHouse, ...madeAgain]],
  );
  const unknown = rows.find(({ name, hasCounty }) => !hasCounty && !(name in apart));
  if (unknown) throw new Error(`whose rows ${unknown.name} holds is not known: it names no county`);
  return inOrder(rows);
}

/** Numbers of sensors stand in other tables, so they come before all. */
function inOrder(tables: readonly Table[]): Table[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const ordered: Table[] = [];
  const take = (table: Table | undefined): void => {
    if (!table || !left.delete(table.name)) return;
    for (const name of table.after) take(left.get(name));
    ordered.push(table);
  };
  take(left.get('sensor_number'));
  for (const table of tables) take(table);
  return ordered;
}

/** Partitions of the other database for all times of which the county has readings. */
async function coverTimes(source: pg.PoolClient, to: Database, county: string): Promise<void> {
  const instant = { reading: 'at', reading_minute: 'minute', reading_hour: 'hour' } as const;
  for (const table of partitioned) {
    const at = instant[table];
    const { rows } = await source.query<{ first: number | null; last: number | null }>(
      `select min(${at}) as first, max(${at}) as last from ${table} where ${whereOf(table, county)}`,
    );
    const { first = null, last = null } = rows[0] ?? {};
    if (first !== null && last !== null) await makePartitions(to, table, first, last);
  }
}

async function copyTable(
  source: pg.PoolClient,
  target: pg.PoolClient,
  table: Table,
  county: string,
): Promise<void> {
  const { name, given, columns } = table;
  const [from, way] = [pg.escapeIdentifier(name), `moved_${name}`];
  const read = `select ${columnsOf(table, county)} from ${from} as t`;
  const order = given === null ? '' : ` order by t.${pg.escapeIdentifier(given)}`;
  await target.query(`create temp table ${way} on commit drop as ${read} limit 0`);
  await pipeline(
    source.query(copyTo(`copy (${read} where ${whereOf(name, county)}${order}) to stdout`)),
    target.query(copyFrom(`copy ${way} from stdin`)),
  );
  await target.query(
    `insert into ${from} (${columns.map(pg.escapeIdentifier).join(', ')})
     select ${writtenOf(table, county, way)} from ${way}`,
  );
  await target.query(`drop table ${way}`);
}

/** Numbers that a database gives by itself travel as what they stand for; `way` is where they are on their way. */
interface Turn {
  read(county: string): string;
  write(county: string, way: string): string;
}
const sensor: Turn = {
  read: () => '(select n.sensor from sensor_number n where n.number = t.sensor)',
  write: (county, way) =>
    `(select n.number from sensor_number n where n.jurisdiction = ${county} and n.sensor = ${way}.sensor)`,
};
const heldWords = `'held:' || h.origin || ' ' || h.first_at`;
const turns: Readonly<Record<string, Turn>> = {
  ...Object.fromEntries(ofSensors.map((table) => [`${table}.sensor`, sensor])),
  // Its place among the counties of a database.
  'jurisdiction.ordinal': {
    read: () => '0',
    write: () => '(select coalesce(max(ordinal), -1) + 1 from jurisdiction)',
  },
  // A verdict on something that was held names its number.
  'model_verdict.subject': {
    read: (county) => `coalesce((select ${heldWords} from model_held h where h.jurisdiction = ${county}
      and t.subject = 'held:' || h.id), t.subject)`,
    write: (
      county,
      way,
    ) => `coalesce((select 'held:' || h.id from model_held h where h.jurisdiction = ${county}
      and ${way}.subject = ${heldWords}), ${way}.subject)`,
  },
};

/** Columns as they travel, of rows `t`. */
function columnsOf({ name, columns }: Table, county: string): string {
  const named = columns.map((column) => {
    const own = pg.escapeIdentifier(column);
    const turn = turns[`${name}.${column}`];
    return turn ? `${turn.read(pg.escapeLiteral(county))} as ${own}` : `t.${own}`;
  });
  return named.join(', ');
}

/** And as they are written there. */
function writtenOf({ name, columns }: Table, county: string, way: string): string {
  const named = columns.map(
    (column) =>
      turns[`${name}.${column}`]?.write(pg.escapeLiteral(county), way) ?? pg.escapeIdentifier(column),
  );
  return named.join(', ');
}

/** How many rows a county has in a table, and a sum over them that does not ask for their order. */
async function countOf(
  client: pg.PoolClient,
  table: Table,
  county: string,
): Promise<{ rows: number; digest: string }> {
  const { rows } = await client.query<{ rows: number; digest: string }>(
    `select count(*) as rows, coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::int8), 0)::text as digest
     from (select ${columnsOf(table, county)} from ${pg.escapeIdentifier(table.name)} as t
       where ${whereOf(table.name, county)}) as t`,
  );
  return rows[0] ?? { rows: 0, digest: '' };
}
