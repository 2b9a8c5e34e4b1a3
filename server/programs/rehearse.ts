import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig, type Config } from '../config.ts';
import { checkFiles } from '../evidence/check.ts';
import { fileCopier } from '../evidence/copy-files.ts';
import { evidenceFolder } from '../evidence/folder.ts';
import { openFiles } from '../evidence/place.ts';
import { verifyChain } from '../ledger/verify.ts';
import { openVolumes } from '../ledger/volumes.ts';
import { openLog } from '../log.ts';
import type { EvidenceFiles } from '../ports.ts';
import { restoreBackup } from '../storage/backup.ts';
import { openDatabase } from '../storage/database.ts';
import { readKey } from '../storage/sealing.ts';
import { bringFromArchive, type Brought } from '../storage/postgres/from-archive.ts';
import { joinPostgres, startPostgres } from '../storage/postgres/postgres.ts';
import { lossOf, readHeads, type Ends } from '../storage/record/ends.ts';

/**
 * `npm run rehearse -- FOLDER` brings a backup up beside what runs, `npm run rehearse -- --base FOLDER --archive FOLDER [--at INSTANT]
 * [--programs FOLDER]` what PostgreSQL's own base backup and log archive give. Ledgers and files are walked there; it is told how many
 * minutes that took, and what of this house would be gone. What runs is only read. Ends with 1 when something does not fit.
 */
process.umask(0o077);
process.on('uncaughtException', (error) => {
  process.stderr.write(`✗ ${error.message}\n`);
  process.exit(1);
});
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string' },
    archive: { type: 'string' },
    at: { type: 'string' },
    programs: { type: 'string' },
  },
});
const config = readConfig();
const log = openLog('warn');
const began = performance.now();
const live = await liveEnds();
const brought = await bring(positionals[0]);
try {
  const minutes = (performance.now() - began) / 60_000;
  tell(`up after ${minutes.toFixed(1)} minutes`);
  await look(brought);
  tell(`walked after ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
} finally {
  await brought.stop();
}

async function bring(folder: string | undefined): Promise<Brought & { files: EvidenceFiles }> {
  const { base, archive, at, programs } = values;
  if (base !== undefined && archive !== undefined) {
    const { username, pathname } = new URL(config.DATABASE_URL ?? 'postgres://jiuhuan@localhost/jiuhuan');
    const [user, database] = [decodeURIComponent(username) || 'postgres', pathname.slice(1) || 'postgres'];
    const asked = { base: path.resolve(base), archive: path.resolve(archive), at, programs, user, database };
    // Files lie where they lie: they are in no log.
    return { ...(await bringFromArchive(asked)), files: await openFiles(config) };
  }
  if (folder === undefined)
    throw new Error(
      'usage: npm run rehearse -- FOLDER | --base FOLDER --archive FOLDER [--at INSTANT] [--programs FOLDER]',
    );
  return fromBackup(path.resolve(folder), config);
}

async function fromBackup(folder: string, { BACKUP_IDENTITY }: Config) {
  const place = await mkdtemp(path.join(tmpdir(), 'jiuhuan-rehearse-'));
  // As root PostgreSQL runs under another account, which must be able to enter.
  await chmod(place, 0o711);
  const postgres = await startPostgres(place, log);
  const files = evidenceFolder(path.join(place, 'evidence'));
  const stop = async (): Promise<void> => {
    await postgres.stop();
    await rm(place, { recursive: true, force: true });
  };
  try {
    const key = await readKey(BACKUP_IDENTITY);
    await restoreBackup(postgres.url, folder, log, fileCopier(files), key);
    return { url: postgres.url, files, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the ledgers of this house stand; null when its database does not answer, as after a loss. */
async function liveEnds(): Promise<Ends | null> {
  try {
    const postgres = config.DATABASE_URL ? null : await joinPostgres(config.dataDir, log);
    try {
      return await readHeads(config.DATABASE_URL ?? postgres?.url ?? '');
    } finally {
      await postgres?.stop();
    }
  } catch (error) {
    tell(`what runs does not answer (${(error as Error).message}): what would be gone cannot be told`);
    return null;
  }
}

async function look({ url, files }: Brought & { files: EvidenceFiles }): Promise<void> {
  const database = await openDatabase(url, log);
  try {
    const volumes = openVolumes(database, files);
    for (const [county, end] of await readHeads(url)) {
      const { entries, bad } = await verifyChain(database, county, undefined, volumes);
      const { files: named, missing, damaged } = await checkFiles(database, files, county, volumes);
      const isWhole = !bad && missing + damaged === 0;
      const chain = bad
        ? `entry ${bad.seq} does not fit: ${bad.why}`
        : `${entries} entries, the chain is whole`;
      const kept = `${named} files, ${missing} missing, ${damaged} damaged`;
      tell(`${county}: ${isWhole ? '✓' : '✗'} ${chain}; ${kept}; ${lossOf(end, live?.get(county))}`);
      if (!isWhole) process.exitCode = 1;
    }
  } finally {
    await database.close();
  }
}

function tell(what: string): void {
  process.stdout.write(`${what}\n`);
}
