import { openLog } from '../../server/log.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';

/** The limit of the `start` benchmark: one Node process that starts PostgreSQL, says so and stops it. */
const postgres = await startPostgres(process.argv[2] ?? '', openLog('silent'));
process.stdout.write('ready\n');
await postgres.stop();
