import { generateIdentity, identityToRecipient } from 'age-encryption';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRef } from '#shared/evidence/file.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { fileCopier } from '../../server/evidence/copy-files.ts';
import { evidenceFolder } from '../../server/evidence/folder.ts';
import { openEvidence } from '../../server/evidence/evidence.ts';
import { openLog } from '../../server/log.ts';
import { restoreBackup, writeBackup, type FileCopier, type Manifest } from '../../server/storage/backup.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { lookAtTables } from '../../server/storage/doctor-queries.ts';
import { openBy, sealFor } from '../../server/storage/sealing.ts';
import { testPhoto } from '../support/files.ts';
import { emptyDatabaseUrl, testDatabase } from '../support/postgres.ts';

const log = openLog('silent');
/** A value that COPY text must escape: tabs, line feeds, backslashes, `\N` and Chinese. */
const awkward = 'a\tb\nc\\N \\. 澄江 "\'';

async function contentOf(url: string): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const names = await client.query<{ name: string }>(
      `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
         and relname not like 'kysely%' and relname <> 'backup_taken' order by relname`,
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
  let copier: FileCopier;
  let ref: string;
  const at = (name: string): string => path.join(folder, name);
  const photo = testPhoto();

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
    const files = evidenceFolder(at('evidence'));
    copier = fileCopier(files);
    const evidence = await openEvidence({
      database: source.database,
      files,
      packs: { ids: [] },
      clock: Date.now,
      log,
    });
    const kept = await evidence.keep('jiangyin', {
      body: Readable.from([photo]),
      type: 'image/png',
      by: 'duty1',
    });
    await evidence.stop();
    ref = isRefusal(kept) ? kept.reason : kept.ref;
    manifest = await writeBackup(source.url, at('one'), log, copier);
  });
  afterAll(async () => {
    await source.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('is noted where the look over an installation finds it', async () => {
    const { backup, database } = await lookAtTables(source.database, ['jiangyin'], Date.now());
    const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
    expect(backup).toEqual({ at: manifest.at, bytes });
    expect(database.bytes).toBeGreaterThan(1_000_000);
  });

  test('restores every row of every table, byte for byte', async () => {
    const target = await emptyDatabaseUrl();
    await restoreBackup(target, at('one'), log, copier);
    const wanted = await contentOf(source.url);
    expect(wanted['ledger']).toHaveLength(5000);
    expect(wanted['reading']).toHaveLength(2000);
    expect(await contentOf(target)).toEqual(wanted);
  });

  test('goes on numbering where the source was', async () => {
    const target = await emptyDatabaseUrl();
    await restoreBackup(target, at('one'), log, copier);
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
        await pool.query(`with one as (insert into ledger values ('pair', ${n}, 1, 's', ${n}, 'b', 'h'))
          insert into anchor (jurisdiction, seq, hash, at) values ('pair', ${n}, 'h', 1)`);
      }
    })();
    await writeBackup(source.url, at('two'), log, copier);
    writing.on = false;
    await writer;
    const rowsOf = async (table: string): Promise<number> =>
      gunzipSync(await readFile(at(`two/${table}.copy.gz`)))
        .toString()
        .split('\n')
        .filter((line) => line.startsWith('pair\t')).length;
    expect(await rowsOf('ledger_first')).toBe(await rowsOf('anchor'));
  });

  test('sealed, it holds nothing that can be read, and comes back whole by its secret key alone', async () => {
    const secret = await generateIdentity();
    const recipient = await identityToRecipient(secret);
    await writeBackup(source.url, at('sealed'), log, copier, sealFor([recipient]));
    const names = (await readdir(at('sealed'), { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    );
    for (const { parentPath, name } of names) {
      const bytes = await readFile(path.join(parentPath, name));
      if (name !== 'manifest.json') expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    }
    expect(names.length).toBeGreaterThan(3);
    const target = await emptyDatabaseUrl();
    await expect(restoreBackup(target, at('sealed'), log, copier)).rejects.toThrow('BACKUP_IDENTITY');
    const other = openBy(await generateIdentity());
    await expect(restoreBackup(target, at('sealed'), log, copier, other)).rejects.toThrow();
    expect((await contentOf(target))['ledger'] ?? []).toEqual([]);
    const clean = await emptyDatabaseUrl();
    const back = fileCopier(evidenceFolder(at('evidence-unsealed')));
    await restoreBackup(clean, at('sealed'), log, back, openBy(secret));
    expect(await contentOf(clean)).toEqual(await contentOf(source.url));
    expect(await evidenceFolder(at('evidence-unsealed')).digest('jiangyin', ref)).toBe(readRef(ref)?.sha256);
  });

  test('refuses a damaged file and leaves nothing behind', async () => {
    await writeBackup(source.url, at('three'), log, copier);
    const file = at('three/ledger_first.copy.gz');
    await writeFile(
      file,
      gzipSync(
        gunzipSync(await readFile(file))
          .toString()
          .replace('\ts7\t', '\tx7\t'),
      ),
    );
    const target = await emptyDatabaseUrl();
    await expect(restoreBackup(target, at('three'), log, copier)).rejects.toThrow('ledger_first is damaged');
    expect((await contentOf(target))['ledger']).toEqual([]);
  });

  test('brings the files of evidence back, and refuses one that is not what its name says', async () => {
    expect(manifest.evidence).toEqual({ files: 1, bytes: photo.length, lost: [] });
    const back = evidenceFolder(at('back'));
    await restoreBackup(await emptyDatabaseUrl(), at('one'), log, fileCopier(back));
    expect(await readFile((await back.locate('jiangyin', ref)) ?? '')).toEqual(photo);

    await writeBackup(source.url, at('four'), log, copier);
    await writeFile(at(`four/evidence/jiangyin/${ref.slice(0, 2)}/${ref}`), 'something else');
    const target = await emptyDatabaseUrl();
    const restoring = restoreBackup(target, at('four'), log, fileCopier(evidenceFolder(at('none'))));
    await expect(restoring).rejects.toThrow(`${ref} is damaged`);
    expect((await contentOf(target))['evidence_file']).toEqual([]);
  });

  test('tells of a file that was lost before it, and is restored without it', async () => {
    const files = evidenceFolder(at('evidence'));
    const place = (await files.locate('jiangyin', ref)) ?? '';
    await writeFile(place, 'something else');
    try {
      const { evidence } = await writeBackup(source.url, at('five'), log, copier);
      expect(evidence).toEqual({ files: 0, bytes: 0, lost: [{ jurisdiction: 'jiangyin', ref }] });
      await restoreBackup(await emptyDatabaseUrl(), at('five'), log, fileCopier(evidenceFolder(at('back5'))));
    } finally {
      await writeFile(place, photo);
    }
  });

  test('refuses a database that is in use', async () => {
    await expect(restoreBackup(source.url, at('one'), log, copier)).rejects.toThrow('not empty');
  });

  test('counts what it wrote', () => {
    expect(manifest.tables.find(({ name }) => name === 'ledger_first')).toMatchObject({ rows: 5000 });
  });
});
