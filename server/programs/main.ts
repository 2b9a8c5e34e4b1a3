import path from 'node:path';
import { readConfig, type Config } from '../config.ts';
import { lockData } from '../running/data-lock.ts';
import { openHouse } from '../house.ts';
import { openLog } from '../log.ts';
import { tellStartFault } from '../running/start-fault.ts';

/** The server's process: settings in, signals out. All else is the house. */
// What it writes is for its own account: data, logs, evidence.
process.umask(0o077);
const config = readSettings();
const log = openLog(config.LOG_LEVEL);
/** A drain that takes longer than this is cut; PostgreSQL, which comes last, may write its checkpoint for longer. */
const longestDrainMs = 6_000;
const longestStopMs = 30_000;
const databasePatienceMs = 5_000;
/** How long the rooms that are open already have, when a start is broken off. */
const breakOffMs = 2_000;

const breaking = new AbortController();
let stopping = false;
let exitCode = 0;
/** First call: in order, PostgreSQL last. Another one, or a drain without end: at once; the ledger holds what was answered. */
function stop(why: string, code = 0): void {
  if (stopping && why === 'fault') return;
  if (stopping) {
    log.warn({ why }, 'stopping at once');
    process.exit(code || 1);
  }
  stopping = true;
  exitCode = code;
  log.info({ why }, 'stopping');
  cutAfter(longestStopMs);
  // What was not opened yet is given up: the past of a first start alone takes a minute.
  breaking.abort(new Error('stopped while it was opening'));
}

function cutAfter(afterMs: number): NodeJS.Timeout {
  return setTimeout(() => {
    log.error({ afterMs }, 'stop timed out: process ends now');
    process.exit(1);
  }, afterMs).unref();
}

// A broken invariant: nothing more is trusted, but what was taken is still stored and PostgreSQL is stopped in order.
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'uncaught error');
  stop('fault', 1);
});
process.on('SIGINT', () => stop('SIGINT'));
process.on('SIGTERM', () => stop('SIGTERM'));
process.on('SIGHUP', () => stop('SIGHUP'));
// Who read the log may be gone before us.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
// The start script is gone, perhaps before this line: nobody else would end this process.
process.on('disconnect', () => stop('the start script ended'));
if (process.send && !process.connected) stop('the start script ended');

// From source there are no programs of their own for these.
const threads = import.meta.filename.endsWith('.ts')
  ? {}
  : {
      verifyThread: path.join(import.meta.dirname, 'verify-thread.js'),
      pastThread: path.join(import.meta.dirname, 'past-thread.js'),
      drawThread: path.join(import.meta.dirname, 'draw-thread.js'),
    };

try {
  const unlock = await lockData(config.dataDir);
  process.on('exit', unlock);
  const house = await openHouse(config, log, {
    ...threads,
    patienceMs: databasePatienceMs,
    breaking: { signal: breaking.signal, patienceMs: breakOffMs },
    onFault: (error) => {
      log.fatal({ err: error }, 'fatal error: the server stops');
      stop('fault', 1);
    },
  });
  const { url, mqttUrl } = house;
  if (!stopping) {
    log.info({ url, mqttUrl }, 'ready');
    process.send?.({ ready: { url, mqttUrl } });
  }
  await over();
  const drain = cutAfter(longestDrainMs);
  await house
    .stop(() => clearTimeout(drain))
    .catch((error: unknown) => {
      log.error({ err: error }, 'stop failed');
      exitCode ||= 1;
    });
} catch (error) {
  if (!stopping || exitCode !== 0) {
    log.fatal(tellStartFault(error), 'start failed');
    exitCode ||= 1;
  }
}
if (stopping) log.info('stopped');
process.exit(exitCode);

/** Resolves when the house is to stop. */
function over(): Promise<void> {
  const { signal } = breaking;
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function readSettings(): Config {
  try {
    return readConfig();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}
