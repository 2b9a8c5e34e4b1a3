import { readConfig } from '../config.ts';
import { openFiles } from '../evidence/place.ts';
import { bindYears } from '../ledger/bind.ts';
import { openLog } from '../log.ts';
import { openDatabase } from '../storage/database.ts';
import { joinPostgres } from '../storage/postgres/postgres.ts';

/**
 * `npm run bind -- YEAR`: puts the years of every ledger up to that one into files beside the evidence and takes the entries of what is
 * at its end out of the database; while the house runs or while it does not.
 */
process.umask(0o077);
process.on('uncaughtException', (error) => {
  process.stderr.write(`✗ ${error.message}\n`);
  process.exit(1);
});
const year = Number(process.argv[2]);
if (!Number.isInteger(year)) throw new Error('usage: npm run bind -- YEAR');
const config = readConfig();
const log = openLog('warn');
const postgres = config.DATABASE_URL ? null : await joinPostgres(config.dataDir, log);
const database = await openDatabase(config.DATABASE_URL ?? postgres?.url ?? '', log);
const tell = (what: string): void => void process.stdout.write(`${what}\n`);
try {
  await bindYears({ database, files: await openFiles(config), now: Date.now(), tell }, year);
  tell(`bound up to ${year}`);
} finally {
  await database.close();
  await postgres?.stop();
}
