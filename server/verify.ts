import { readConfig } from './config.ts';
import { verifyChain } from './ledger/verify.ts';
import { openLog } from './log.ts';
import { openDatabase } from './storage/database.ts';
import { readJurisdictions } from './storage/ledger-store.ts';
import { joinPostgres } from './storage/postgres.ts';

/** `npm run verify`: checks the ledgers of all jurisdictions, while the house runs or while it does not. Ends with 1 when one is bad. */
const config = readConfig();
const log = openLog('warn');
process.on('uncaughtException', (error) => {
  process.stderr.write(`✗ ${error.message}\n`);
  process.exit(1);
});

const postgres = config.DATABASE_URL ? null : await joinPostgres(config.dataDir, log);
const database = await openDatabase(config.DATABASE_URL ?? postgres?.url ?? '', log);
try {
  for (const jurisdiction of await readJurisdictions(database)) {
    const { entries, bad } = await verifyChain(database, jurisdiction);
    const verdict = bad
      ? `✗ entry ${bad.seq} does not fit: ${bad.why} (${entries} before it do)`
      : `✓ ${entries} entries, the chain is whole`;
    process.stdout.write(`${jurisdiction}: ${verdict}\n`);
    if (bad) process.exitCode = 1;
  }
} finally {
  await database.close();
  await postgres?.stop();
}
