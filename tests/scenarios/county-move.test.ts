import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { copyCounty, forgetCounty, holdCounty } from '../../server/storage/county-move.ts';
import type { Database } from '../../server/storage/database.ts';
import { testDatabase } from '../support/postgres.ts';

/** A county with rows in every table there is, beside another one on each side, whose rows and numbers are in the way. */
interface Column {
  name: string;
  type: string;
  isGiven: boolean;
}
interface Table {
  name: string;
  columns: Column[];
  after: string[];
}
const days = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-11-02T00:00:00Z')] as const;
const notCounties = /^(kysely|lease|backup_taken|session|reading_(rolled|folded)|incident_search|search_)/;

async function tablesOf({ pool }: Database): Promise<Table[]> {
  const { rows } = await pool.query<Table>(
    `select c.relname as name, array(select f.relname::text from pg_constraint x join pg_class f on f.oid = x.confrelid
         where x.conrelid = c.oid and x.contype = 'f') as after,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null),
           'isGiven', a.attidentity <> '' or a.attgenerated <> '') order by a.attnum)
         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
     from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition order by 1`,
  );
  const left = new Map(
    rows.filter(({ name }) => !notCounties.test(name)).map((table) => [table.name, table]),
  );
  const ordered: Table[] = [];
  const take = (table: Table | undefined): void => {
    if (!table || !left.delete(table.name)) return;
    for (const name of table.after) take(left.get(name));
    ordered.push(table);
  };
  take(left.get('sensor_number'));
  for (const table of rows) take(left.get(table.name));
  return ordered;
}

/** The n-th row of a county in a table: values that differ by county, row and column as far as their types allow. */
function valueOf({ name: table }: Table, { name, type }: Column, county: string, n: number): unknown {
  if (name === 'jurisdiction' || (name === 'county' && table !== 'county')) return county;
  if (table === 'jurisdiction' || table === 'county') if (name === 'id') return county;
  if (table === 'county_state' && name === 'state') return 'archived';
  if (name === 'ordinal') return county === 'moving' ? 7 : 3;
  if (table.startsWith('reading') && ['at', 'minute', 'hour'].includes(name)) return days[n % 2];
  if (name === 'body') return JSON.stringify({ [county]: n });
  if (name === 'ref') return `${county}-ref-${n}`;
  if (['import', 'seat', 'device', 'sensor', 'notice'].includes(name) || name === 'id')
    return `${county}-${n}`;
  if (type === 'boolean') return n % 2 === 0;
  if (type === 'jsonb' || type === 'json') return JSON.stringify({ [county]: n });
  if (type === 'text[]') return [`${county}\t${n}`, '澄江 \\N'];
  if (type.endsWith('[]')) return [n];
  if (type === 'bytea') return Buffer.from(`${county}${n}`);
  if (/int|real|double|numeric/.test(type)) return n + 1;
  if (type.startsWith('timestamp')) return new Date(n);
  return `${county} ${name}\t${n}`;
}

const once = new Set(['jurisdiction', 'county', 'county_state']);

async function fill(database: Database, county: string, rows: number): Promise<void> {
  const { pool } = database;
  for (const table of await tablesOf(database)) {
    const columns = table.columns.filter(({ isGiven }) => !isGiven);
    const isNumbered = table.name.startsWith('reading') || table.name === 'rule_learnt';
    for (let n = 0; n < (once.has(table.name) ? 1 : rows); n++) {
      const values = columns.map((column) => valueOf(table, column, county, n));
      const places = columns.map(({ name }, place) =>
        isNumbered && name === 'sensor'
          ? `(select number from sensor_number where sensor = $${place + 1} and jurisdiction = '${county}')`
          : `$${place + 1}`,
      );
      const names = columns.map(({ name }) => `"${name}"`).join(', ');
      await pool
        .query(
          `insert into ${table.name} (${names}) values (${places.join(', ')}) on conflict do nothing`,
          values,
        )
        .catch((error: unknown) => {
          throw new Error(`${table.name}: ${JSON.stringify(values)}`, { cause: error });
        });
    }
  }
  const held = await pool.query<{ id: number }>(
    'select id from model_held where jurisdiction = $1 order by id limit 1',
    [county],
  );
  await pool.query(
    `update model_verdict set subject = 'held:' || $2 where jurisdiction = $1 and verdict like '%0'`,
    [county, must(held.rows[0], 'something held').id],
  );
}

/** All that a county holds, by what it stands for. */
async function contentOf(database: Database, county: string): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const { name, columns } of await tablesOf(database)) {
    const shown = columns
      .filter(({ isGiven, name: column }) => !isGiven && column !== 'ordinal')
      .map(({ name: column }) => {
        if (column === 'sensor' && columns.every((one) => one.name !== 'jurisdiction'))
          return '(select sensor from sensor_number s where s.number = t.sensor)';
        if (name === 'model_verdict' && column === 'subject')
          return `coalesce((select 'held ' || camera from model_held h where t.subject = 'held:' || h.id), t.subject)`;
        return `t."${column}"`;
      });
    const { rows } = await database.pool.query<{ row: string }>(
      `select row(${shown.join(', ')})::text as row from ${name} as t`,
    );
    content[name] = rows
      .map(({ row }) => row)
      .filter((row) => row.includes(county))
      .toSorted();
  }
  return content;
}

describe('a county that moves', () => {
  let here: Database;
  let there: Database;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const [one, other] = [await testDatabase(), await testDatabase()];
    stops.push(
      () => one.stop(),
      () => other.stop(),
    );
    [here, there] = [one.database, other.database];
    for (const table of ['reading', 'reading_minute', 'reading_hour'])
      await here.pool.query(
        `create table ${table}_long partition of ${table} for values from (${days[0]}) to (${days[1] + dayMs})`,
      );
    await fill(here, 'staying', 2);
    await fill(here, 'moving', 3);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  test('is the same there, row for row, whatever numbers that database gives', async () => {
    const before = await contentOf(here, 'staying');
    const moved = await copyCounty(here, there, 'moving');
    const content = await contentOf(here, 'moving');
    expect(Object.entries(content).filter(([, rows]) => rows.length === 0)).toEqual([]);
    expect(await contentOf(there, 'moving')).toEqual(content);
    for (const { table, rows } of moved) expect(rows, table).toBe(content[table]?.length);
    expect(await contentOf(here, 'staying')).toEqual(before);
  });

  test('is not moved while it is awake, nor to where it is, nor when a row came otherwise', async () => {
    await expect(copyCounty(here, there, 'moving')).rejects.toThrow('holds rows of moving already');
    await expect(copyCounty(there, here, 'nowhere')).rejects.toThrow('nowhere is not archived');
    await here.pool.query(`update county_state set state = 'read-only' where county = 'staying'`);
    await expect(copyCounty(here, there, 'staying')).rejects.toThrow('staying is not archived');
    await expect(forgetCounty(here, 'staying')).rejects.toThrow('staying is not archived');
    await here.pool.query(`update county_state set state = 'archived' where county = 'staying'`);
    await there.pool.query(`create function bend() returns trigger language plpgsql as $$
      begin new.points := new.points + 1; return new; end $$`);
    await there.pool.query('create trigger bend before insert on score for each row execute function bend()');
    await expect(copyCounty(here, there, 'staying')).rejects.toThrow('score differs');
    expect(Object.values(await contentOf(there, 'staying')).flat()).toEqual([]);
    await here.pool.query('create table of_nobody (n int)');
    await expect(copyCounty(here, there, 'staying')).rejects.toThrow(
      'whose rows of_nobody holds is not known',
    );
    await here.pool.query('drop table of_nobody');
  });

  test('is forgotten where it was, but for what is only ever added to; the others stay', async () => {
    const before = await contentOf(here, 'staying');
    expect(await holdCounty(here, there, 'moving')).toContainEqual({ table: 'ledger', rows: 3 });
    await there.pool.query(`update score set points = points + 1 where at = 1`);
    await expect(holdCounty(here, there, 'moving')).rejects.toThrow('score differs');
    await forgetCounty(here, 'moving');
    const left = Object.entries(await contentOf(here, 'moving')).filter(([, rows]) => rows.length > 0);
    expect(left.map(([name]) => name).toSorted()).toEqual([
      ...['audit', 'audit_head', 'county', 'county_file', 'county_state', 'pack_row', 'pack_version'],
    ]);
    expect(await contentOf(here, 'staying')).toEqual(before);
  });
});
