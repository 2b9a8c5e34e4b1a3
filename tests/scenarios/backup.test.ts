import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '../../server/log.ts';
import { restoreBackup, writeBackup, type Manifest } from '../../server/storage/backup.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { testDatabase, testDatabaseUrl } from '../support/postgres.ts';

const log = openLog('silent');
/** A value that COPY text must escape: tabs, line feeds, backslashes, `\N` and Chinese. */
const awkward = 'a\tb\nc\\N \\. 澄江 "\'';

async function contentOf(url: string): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const names = await client.query<{ name: string }>(
      `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
         and relname not like 'kysely%' order by relname`,
    );
    const content: Record<string, string[]> = {};
    for (const { name } of names.rows) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t order by 1`);
      content[name] = rows.map(({ row }) => row);
    }
    return content;
  } finally {
    await client.end();
  }
}

describe('backup', () => {
  let folder: string;
  let source: Awaited<ReturnType<typeof testDatabase>>;
  let manifest: Manifest;
  const at = (name: string): string => path.join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-backup-'));
    source = await testDatabase();
    const { pool } = source.database;
    await pool.query(
      `insert into ledger (jurisdiction, seq, at, subject, version, body, hash)
      select 'jiangyin', n, n, 's' || n, 1, $1, 'h' || n from generate_series(1, 5000) n`,
      [awkward],
    );
    await pool.query(
      `insert into sensor_number (jurisdiction, sensor) select 'jiangyin', 'S' || n from generate_series(1, 3) n`,
    );
    await pool.query(`create table reading_old partition of reading for values from (0) to (100000)`);
    await pool.query(
      `insert into reading (at, value, sensor, quality) select n, n / 3.0, 1, 0 from generate_series(1, 2000) n`,
    );
    manifest = await writeBackup(source.url, at('one'), log);
  });
  afterAll(async () => {
    await source.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('restores every row of every table, byte for byte', async () => {
    const target = await testDatabaseUrl();
    await restoreBackup(target, at('one'), log);
    const wanted = await contentOf(source.url);
    expect(wanted['ledger']).toHaveLength(5000);
    expect(wanted['reading']).toHaveLength(2000);
    expect(await contentOf(target)).toEqual(wanted);
  });

  test('goes on numbering where the source was', async () => {
    const target = await testDatabaseUrl();
    await restoreBackup(target, at('one'), log);
    const database = await openDatabase(target, log);
    const { rows } = await database.pool.query(
      `insert into sensor_number (jurisdiction, sensor) values ('donghai', 'S') returning number`,
    );
    expect(rows).toEqual([{ number: 4 }]);
    await database.close();
  });

  test('is taken in one snapshot while others write', async () => {
    const { pool } = source.database;
    const writing = { on: true };
    const writer = (async () => {
      // Two tables that only ever grow together.
      for (let n = 0; writing.on; n++) {
        await pool.query(`with one as (insert into ledger values ('pair', ${n}, 1, 's', 1, 'b', 'h'))
          insert into anchor (jurisdiction, seq, hash, at) values ('pair', ${n}, 'h', 1)`);
      }
    })();
    await writeBackup(source.url, at('two'), log);
    writing.on = false;
    await writer;
    const rowsOf = async (table: string): Promise<number> =>
      gunzipSync(await readFile(at(`two/${table}.copy.gz`)))
        .toString()
        .split('\n')
        .filter((line) => line.startsWith('pair\t')).length;
    expect(await rowsOf('ledger')).toBe(await rowsOf('anchor'));
  });

  test('refuses a damaged file and leaves nothing behind', async () => {
    await writeBackup(source.url, at('three'), log);
    const file = at('three/ledger.copy.gz');
    await writeFile(
      file,
      gzipSync(
        gunzipSync(await readFile(file))
          .toString()
          .replace('\ts7\t', '\ts8\t'),
      ),
    );
    const target = await testDatabaseUrl();
    await expect(restoreBackup(target, at('three'), log)).rejects.toThrow('ledger is damaged');
    expect((await contentOf(target))['ledger']).toEqual([]);
  });

  test('refuses a database that is in use', async () => {
    await expect(restoreBackup(source.url, at('one'), log)).rejects.toThrow('not empty');
  });

  test('counts what it wrote', () => {
    expect(manifest.tables.find(({ name }) => name === 'ledger')).toMatchObject({ rows: 5000 });
  });
});
