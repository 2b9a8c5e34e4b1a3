import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import type { Log } from '../log.ts';
import { openDatabase } from './database.ts';
import { noteBackup } from './doctor-queries.ts';
import { makeLeafTable } from './record/ledger-leaves.ts';
import { open, type Sealing } from './sealing.ts';

/**
 * A backup is a folder: each table as PostgreSQL's own COPY text, compressed, and `manifest.json` with counts and
 * SHA-256 digests. All tables are read in one snapshot while the house goes on working. The tables themselves are not in
 * it: migrations make them, the same that had run when the backup was taken.
 */
const manifestSchema = z.strictObject({
  format: z.literal(1),
  at: z.number(),
  migrations: z.array(z.string()),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.number(),
      bytes: z.number(),
      sha256: z.string(),
      /** For a partition: what it is a part of, and which part. */
      part: z.strictObject({ of: z.string(), bound: z.string() }).nullable(),
    }),
  ),
  sequences: z.array(z.strictObject({ name: z.string(), value: z.number() })),
  /** Tables and files are under age: the manifest alone can be read without the secret key. */
  sealed: z.boolean().optional(),
  /** Files of evidence, in the folder `evidence`. Lost: missing or damaged when the backup was taken. */
  evidence: z
    .strictObject({
      files: z.number(),
      bytes: z.number(),
      lost: z.array(z.strictObject({ jurisdiction: z.string(), ref: z.string() })),
    })
    .optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;
type TableEntry = Manifest['tables'][number];

export type CopiedFiles = NonNullable<Manifest['evidence']>;
export type NamedCopy = CopiedFiles['lost'][number];
/** Copies the files that lie beside the database into the folder of a backup, and back. */
export interface FileCopier {
  save(list: readonly NamedCopy[], folder: string, sealing: Sealing): Promise<CopiedFiles>;
  load(list: readonly NamedCopy[], folder: string, sealing: Sealing): Promise<CopiedFiles>;
}

const quote = (name: string): string => pg.escapeIdentifier(name);
const filesOf = (folder: string): string => path.join(folder, 'evidence');
const fileOf = (folder: string, table: string, { suffix }: Sealing): string =>
  path.join(folder, `${table}.copy.gz${suffix}`);
/** The search index is made again from the incidents: that is quicker than to restore it. */
const searchTables = ['incident_search', 'search_slice', 'search_mark'];
/** Kysely keeps its own account of migrations, which restoring writes anew; leases are of the nodes that run now; what was taken is of this database. */
const notOurs = ['kysely_migration', 'kysely_migration_lock', 'lease', 'backup_taken', ...searchTables];

/** Writes a backup of the database at `url` into `folder`, which must not exist; sealed where it is told how. */
export async function writeBackup(
  url: string,
  folder: string,
  log: Log,
  copier: FileCopier,
  sealing: Sealing = open,
): Promise<Manifest> {
  const unfinished = `${folder}.unfinished`;
  await mkdir(path.dirname(folder), { recursive: true });
  await mkdir(unfinished);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const manifest: Manifest = {
      format: 1,
      at: Date.now(),
      migrations: await namesOf(client, 'select name from kysely_migration order by name'),
      tables: [],
      sequences: await readSequences(client),
      ...(sealing.suffix !== '' && { sealed: true }),
    };
    for (const table of await readTables(client)) {
      const copied = await copyOut(client, table, fileOf(unfinished, table.name, sealing), sealing);
      manifest.tables.push({ ...table, ...copied });
      log.info({ table: table.name, rows: copied.rows }, 'table backed up');
    }
    manifest.evidence = await copier.save(await namedCopies(client), filesOf(unfinished), sealing);
    for (const one of manifest.evidence.lost) log.warn(one, 'evidence file missing or damaged');
    await writeFile(path.join(unfinished, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
    await rename(unfinished, folder);
    await client.query('commit');
    const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
    await noteBackup(client, { at: manifest.at, bytes, folder, sealed: manifest.sealed === true });
    return manifest;
  } finally {
    await client.end();
  }
}

/** Reads a backup into the empty database at `url`; nothing is kept when a count or a digest differs. A sealed one needs its key. */
export async function restoreBackup(
  url: string,
  folder: string,
  log: Log,
  copier: FileCopier,
  key: Sealing | null = null,
): Promise<Manifest> {
  const manifest = manifestSchema.parse(
    JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')),
  );
  if (manifest.sealed && !key)
    throw new Error('the backup is sealed: set BACKUP_IDENTITY to the file of its secret key');
  const sealing = (manifest.sealed && key) || open;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await refuseInUse(client);
    await (await openDatabase(url, log, { only: manifest.migrations })).close();
    const made = await namesOf(client, 'select name from kysely_migration order by name');
    const unknown = manifest.migrations.filter((name) => !made.includes(name));
    if (unknown.length > 0) throw new Error(`the backup is of a newer version (${unknown.join(', ')})`);
    await client.query('begin');
    await emptyFresh(client);
    for (const table of manifest.tables) {
      await copyIn(client, table, fileOf(folder, table.name, sealing), sealing);
      log.info({ table: table.name, rows: table.rows }, 'table restored');
    }
    for (const { name, value } of manifest.sequences) {
      await client.query('select setval($1::regclass, $2)', [quote(name), value]);
    }
    if (manifest.evidence)
      await copyBack(client, manifest.evidence, (list) => copier.load(list, filesOf(folder), sealing));
    await client.query('commit');
  } finally {
    await client.end();
  }
  await (await openDatabase(url, log)).close();
  return manifest;
}

async function copyBack(
  client: pg.Client,
  { lost }: CopiedFiles,
  load: (list: readonly NamedCopy[]) => Promise<CopiedFiles>,
): Promise<void> {
  const known = new Set(lost.map(({ jurisdiction, ref }) => `${jurisdiction}/${ref}`));
  const copied = await load(await namedCopies(client));
  const damaged = copied.lost.find(({ jurisdiction, ref }) => !known.has(`${jurisdiction}/${ref}`));
  if (damaged) throw new Error(`the backup of ${damaged.jurisdiction}/${damaged.ref} is damaged`);
}

async function namedCopies(client: pg.Client): Promise<NamedCopy[]> {
  const { rows } = await client.query<{ known: boolean }>(
    "select to_regclass('ledger_volume') is not null as known",
  );
  const volumes = rows[0]?.known ? 'union select jurisdiction, ref from ledger_volume' : '';
  const text = `select jurisdiction, ref from evidence_file ${volumes} order by jurisdiction, ref`;
  return (await client.query<NamedCopy>(text)).rows;
}

async function refuseInUse(client: pg.Client): Promise<void> {
  for (const { name } of await readTables(client)) {
    const { rowCount } = await client.query(`select 1 from ${quote(name)} limit 1`);
    if (rowCount) throw new Error(`the database is not empty (${name} has rows): restore into a fresh one`);
  }
}

type Blank = Pick<TableEntry, 'name' | 'columns' | 'part'>;

/** All tables that hold rows, partitions one by one. */
async function readTables(client: pg.Client): Promise<Blank[]> {
  const { rows } = await client.query<{
    name: string;
    columns: string[];
    of: string | null;
    bound: string | null;
  }>(
    `select c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       p.relname as of, pg_get_expr(c.relpartbound, c.oid) as bound
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
     where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> all($1)
     order by c.relname`,
    [notOurs],
  );
  return rows.map(({ name, columns, of, bound }) => ({
    name,
    columns,
    part: of && bound ? { of, bound } : null,
  }));
}

async function readSequences(client: pg.Client): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select sequencename as name, last_value as value from pg_sequences
     where schemaname = current_schema() and last_value is not null`,
  );
  return rows.map(({ name, value }) => ({ name, value: Number(value) }));
}

async function namesOf(client: pg.Client, query: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(query);
  return rows.map(({ name }) => name);
}

/** Migrations may plant rows; the backup brings its own. Partitions they made for today give way as well. */
async function emptyFresh(client: pg.Client): Promise<void> {
  for (const { name, part } of await readTables(client)) {
    await client.query(part ? `drop table ${quote(name)}` : `truncate ${quote(name)} cascade`);
  }
}

async function copyOut(client: pg.Client, table: Blank, file: string, sealing: Sealing): Promise<Digest> {
  const { stream, digest } = digesting();
  const columns = table.columns.map(quote).join(', ');
  await pipeline(
    client.query(copyTo(`copy ${quote(table.name)} (${columns}) to stdout`)),
    stream,
    createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 1 << 18 }),
    sealing.step,
    createWriteStream(file, { flags: 'wx' }),
  );
  return digest();
}

async function copyIn(client: pg.Client, table: TableEntry, file: string, sealing: Sealing): Promise<void> {
  const { stream, digest } = digesting();
  if (table.part) {
    // Parts of the ledger have keys of their own.
    if (table.part.of === 'ledger') await makeLeafTable(client, quote(table.name));
    else await client.query(`create table ${quote(table.name)} (like ${quote(table.part.of)} including all)`);
    await client.query(
      `alter table ${quote(table.part.of)} attach partition ${quote(table.name)} ${table.part.bound}`,
    );
  }
  const columns = table.columns.map(quote).join(', ');
  const copy = client.query(copyFrom(`copy ${quote(table.name)} (${columns}) from stdin`));
  try {
    await pipeline(createReadStream(file), sealing.step, createGunzip(), stream, copy);
  } catch (error) {
    // What is damaged may break a rule of the table before its digest is known.
    const read = digesting();
    const again = pipeline(createReadStream(file), sealing.step, createGunzip(), read.stream.resume());
    await again.catch(() => undefined);
    refuseDamaged(table, read.digest());
    throw error;
  }
  refuseDamaged(table, digest());
}

function refuseDamaged({ name, rows, sha256 }: TableEntry, found: Digest): void {
  if (found.rows === rows && found.sha256 === sha256) return;
  throw new Error(`the backup of ${name} is damaged: ${found.rows} of ${rows} rows, digest ${found.sha256}`);
}

type Digest = Pick<TableEntry, 'rows' | 'bytes' | 'sha256'>;

/** Passes bytes on and counts them; in COPY text every row, and nothing else, ends with a line feed. */
function digesting(): { stream: Transform; digest(): Digest } {
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  return { stream, digest: () => ({ rows, bytes, sha256: hash.digest('hex') }) };
}
