import { evidenceFolder } from '../../server/evidence/folder.ts';
import { bindYears } from '../../server/ledger/bind.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase } from '../../server/storage/database.ts';

/** Binds the years of the database that it is told of, and says when it begins: for tests that end it half-way. */
const [url = '', folder = '', year = ''] = process.argv.slice(2);
const database = await openDatabase(url, openLog('silent'));
process.stdout.write('begun\n');
await bindYears(
  { database, files: evidenceFolder(folder), now: Date.parse('2026-11-30T00:00:00Z'), tell: () => undefined },
  Number(year),
);
await database.close();
