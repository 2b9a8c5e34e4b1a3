import path from 'node:path';
import { readConfig } from '../config.ts';
import { fileCopier } from '../evidence/copy-files.ts';
import { openFiles } from '../evidence/place.ts';
import { openLog } from '../log.ts';
import { restoreBackup, writeBackup, type Manifest } from '../storage/backup.ts';
import { open, readKey, sealFor } from '../storage/sealing.ts';
import { joinPostgres } from '../storage/postgres/postgres.ts';

/** `npm run backup [-- folder]` and `npm run restore -- folder`; a backup may be taken while the house runs. */
// A backup holds all that the database does: it is for the account that made it.
process.umask(0o077);
const [act, place] = process.argv.slice(2);
const config = readConfig();
const log = openLog(config.LOG_LEVEL);
process.on('uncaughtException', (error) => {
  process.stderr.write(`✗ ${error.message}\n`);
  process.exit(1);
});
const copier = fileCopier(await openFiles(config));
if (act === 'backup') {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const folder = path.resolve(place ?? path.join('backups', stamp));
  const recipients = config.BACKUP_RECIPIENTS;
  const sealing = recipients.length > 0 ? sealFor(recipients) : open;
  report('backed up to', folder, await withDatabase((url) => writeBackup(url, folder, log, copier, sealing)));
} else if (act === 'restore' && place) {
  const folder = path.resolve(place);
  const key = await readKey(config.BACKUP_IDENTITY);
  report('restored from', folder, await withDatabase((url) => restoreBackup(url, folder, log, copier, key)));
} else {
  process.stderr.write('usage: npm run backup [-- folder], npm run restore -- folder\n');
  process.exitCode = 1;
}

async function withDatabase(work: (url: string) => Promise<Manifest>): Promise<Manifest> {
  if (config.DATABASE_URL) return work(config.DATABASE_URL);
  const postgres = await joinPostgres(config.dataDir, log);
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}

function report(what: string, folder: string, manifest: Manifest): void {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const { files, lost } = manifest.evidence ?? { files: 0, lost: [] };
  process.stdout.write(
    `${what} ${folder}: ${manifest.tables.length} tables, ${rows} rows, ${files} files, every digest written or checked\n`,
  );
  const [first] = lost;
  if (first)
    process.stdout.write(
      `✗ ${lost.length} files of evidence were missing or damaged, the first is ${first.jurisdiction}/${first.ref}\n`,
    );
}
