import { readConfig } from '../config.ts';
import { reachedAt } from '../listen.ts';
import { openLog } from '../log.ts';
import { examine } from '../running/examine.ts';
import { openDatabase } from '../storage/database.ts';
import { joinPostgres } from '../storage/postgres/postgres.ts';
import { readJurisdictions } from '../storage/record/ledger-store.ts';
import { lineOf } from './doctor-lines.ts';

/**
 * `npm run doctor`: looks a running installation over and says in a line each how it is. Ends with 1 when something is bad, so that
 * a timer may run it. What only the running server knows is asked of its `/healthz`.
 */
process.on('uncaughtException', (error) => {
  process.stderr.write(`✗ ${error.message}\n`);
  process.exit(1);
});
const config = readConfig();
const log = openLog('warn');
const postgres = config.DATABASE_URL ? null : await joinPostgres(config.dataDir, log);
const database = await openDatabase(config.DATABASE_URL ?? postgres?.url ?? '', log);
try {
  const { findings } = await examine(
    {
      database,
      dataDir: config.dataDir,
      clock: Date.now,
      machine: Date.now,
      house: null,
      certificate: config.TLS_CERT,
      behindTls: config.BEHIND_TLS,
    },
    await readJurisdictions(database),
  );
  for (const finding of findings) tell(finding.state, lineOf(finding));
  const health = await askServer();
  if (!health) tell('bad', `服务 server: 端口 ${config.PORT} 无应答 port ${config.PORT} does not answer`);
  else {
    tell(health.status === 'ok' ? 'good' : 'bad', `服务 server: ${health.status}`);
    for (const [part, isWell] of Object.entries(health.checks))
      if (!isWell) tell('bad', `服务 server: ${part}`);
    for (const warning of health.warnings ?? []) tell('warning', warning);
  }
} finally {
  await database.close();
  await postgres?.stop();
}

interface Health {
  status: string;
  checks: Record<string, boolean>;
  warnings?: string[];
}
async function askServer(): Promise<Health | null> {
  const scheme = config.TLS_CERT === undefined ? 'http' : 'https';
  try {
    const answer = await fetch(`${scheme}://${reachedAt(config.HOST, config.PORT)}/healthz`, {
      signal: AbortSignal.timeout(5_000),
    });
    return (await answer.json()) as Health;
  } catch {
    return null;
  }
}

function tell(state: string, line: string): void {
  const mark = { good: '✓', warning: '!', bad: '✗' }[state] ?? '·';
  process.stdout.write(`${mark} ${line}\n`);
  if (state === 'bad') process.exitCode = 1;
}
