import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { fileCopier } from '../evidence/copy-files.ts';
import { openFiles } from '../evidence/place.ts';
import { openLog } from '../log.ts';
import type { NamedCopy } from '../storage/backup.ts';
import { copyCounty, forgetCounty, holdCounty, holdsCounty } from '../storage/county-move.ts';
import { openDatabase } from '../storage/database.ts';
import { joinPostgres } from '../storage/postgres/postgres.ts';
import { open } from '../storage/sealing.ts';

/**
 * `npm run move -- COUNTY --to postgres://… [--evidence URL] [--forget]`: brings an archived county into the database of another house
 * and holds both sides against each other; with `--forget` its rows here are deleted after that,
 * also when it was brought there before and nothing of it has moved since.
 */
process.umask(0o077);
process.on('uncaughtException', (error) => {
  process.stderr.write(`✗ ${error.message}\n`);
  process.exit(1);
});
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string' },
    evidence: { type: 'string' },
    forget: { type: 'boolean', default: false },
  },
});
const [county] = positionals;
if (county === undefined || values.to === undefined)
  throw new Error('usage: npm run move -- COUNTY --to postgres://… [--evidence URL] [--forget]');
const config = readConfig();
const log = openLog('warn');
const postgres = config.DATABASE_URL ? null : await joinPostgres(config.dataDir, log);
const from = await openDatabase(config.DATABASE_URL ?? postgres?.url ?? '', log);
const to = await openDatabase(values.to, log);
try {
  const isThere = values.forget && (await holdsCounty(to, county));
  if (!isThere) tell(await moveFiles(county, values.evidence));
  const tables = await (isThere ? holdCounty : copyCounty)(from, to, county);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  tell(`${county}: ${rows} rows of ${tables.length} tables, the same on both sides`);
  if (values.forget) await forgetCounty(from, county);
  tell(
    values.forget ? `${county} is no longer here` : `${county} is still here, archived; --forget deletes it`,
  );
} finally {
  await Promise.all([from.close(), to.close()]);
  await postgres?.stop();
}

/** Files first: rows that name files which are not there would be worse than files that nothing names. */
async function moveFiles(id: string, url: string | undefined): Promise<string> {
  const { rows } = await from.pool.query<NamedCopy>(
    `select jurisdiction, ref from evidence_file where jurisdiction = $1
     union select jurisdiction, ref from ledger_volume where jurisdiction = $1 order by ref`,
    [id],
  );
  if (rows.length === 0) return `${id}: no files of evidence`;
  if (url === undefined)
    throw new Error(
      `${id} has ${rows.length} files of evidence: say where the other house keeps its own (--evidence URL)`,
    );
  if (url === config.EVIDENCE_URL) return `${id}: ${rows.length} files of evidence stay where they are`;
  const folder = await mkdtemp(path.join(config.dataDir, 'moving-'));
  try {
    const saved = await fileCopier(await openFiles(config)).save(rows, folder, open);
    const there = await openFiles({ ...config, EVIDENCE_URL: url });
    const { files, lost } = await fileCopier(there).load(rows, folder, open);
    if (lost.length > saved.lost.length)
      throw new Error(`${lost.length} files of evidence did not arrive whole`);
    return `${id}: ${files} files of evidence, ${lost.length} were missing or damaged here already`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tell(what: string): void {
  process.stdout.write(`${what}\n`);
}
