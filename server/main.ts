import path from 'node:path';
import { readConfig, type Config } from './config.ts';
import { openHouse } from './house.ts';
import { openLog } from './log.ts';

/** The server's process: settings in, signals out. All else is the house. */
const config = readSettings();
const log = openLog(config.LOG_LEVEL);
/** A drain that takes longer than this is cut. */
const longestStopMs = 30_000;

let stopping = false;
/** First call: in order, PostgreSQL last. Another one, or a drain without end: at once; the ledger holds what was answered. */
function stop(why: string, code = 0): void {
  if (stopping && why === 'fault') return;
  if (stopping) {
    log.warn({ why }, 'stopping at once');
    process.exit(code || 1);
  }
  stopping = true;
  log.info({ why }, 'stopping');
  setTimeout(() => {
    log.error({ afterMs: longestStopMs }, 'the stop takes too long: cut');
    process.exit(1);
  }, longestStopMs).unref();
  void opening
    .then((house) => house.stop())
    .then(
      () => {
        log.info('stopped');
        process.exit(code);
      },
      (error: unknown) => {
        log.error({ err: error }, 'the stop was not clean');
        process.exit(code || 1);
      },
    );
}

// From source there are no programs of their own for these.
const threads = import.meta.filename.endsWith('.ts')
  ? {}
  : {
      verifyThread: path.join(import.meta.dirname, 'verify-thread.js'),
      pastThread: path.join(import.meta.dirname, 'past-thread.js'),
    };
const opening = openHouse(config, log, {
  ...threads,
  onFault: (error) => {
    log.fatal({ err: error }, 'the house cannot go on');
    stop('fault', 1);
  },
});
// A broken invariant: nothing more is trusted, but what was taken is still stored and PostgreSQL is stopped in order.
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'nobody caught this');
  stop('fault', 1);
});
process.on('SIGINT', () => stop('SIGINT'));
process.on('SIGTERM', () => stop('SIGTERM'));
// The start script is gone: nobody else would end this process.
if (process.connected) process.on('disconnect', () => stop('the start script ended'));

try {
  const { url, mqttUrl } = await opening;
  log.info({ url, mqttUrl }, 'ready');
  process.send?.({ ready: { url, mqttUrl } });
} catch (error) {
  log.fatal({ err: error }, 'the house did not open');
  process.exit(1);
}

function readSettings(): Config {
  try {
    return readConfig();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}
