import { Socket } from 'node:net';
import pg from 'pg';
import { secondMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import { dropIdle } from './transaction.ts';

/** What is known of a line while a statement waits on it. Neither is told by the types of the library. */
interface Line {
  readyForQuery: boolean;
  processID: number | null;
  _activeQuery: unknown;
  connection: { stream: Socket };
}
interface Wait {
  statement: unknown;
  since: number;
  /** So often the server said that it does not work on it. */
  idle: number;
}

/** How often is looked, and after how long a statement, or a line that only listens, is asked about. */
export interface LinePatience {
  lookMs: number;
  patienceMs: number;
}
export const usualPatience: LinePatience = { lookMs: 2 * secondMs, patienceMs: 5 * secondMs };
/** The server says twice that it does nothing for a line: its answer or the statement was lost on the way. */
const mostIdle = 2;
/** Where nobody can say, the machine of the database is away itself: so long, and no line of before it is waited for. */
const mostUnknownMs = 30 * secondMs;
/** So long a new line may take, on a busy machine too, and an answer about the others. */
const reachMs = 10 * secondMs;

/** A socket that gives up when nobody answers: a packet that is dropped would be sent again for two minutes, a silent server waited for. */
export function boundedSocket(): Socket {
  const socket = new Socket();
  const timer = setTimeout(() => socket.destroy(new Error('timeout expired')), reachMs);
  for (const event of ['data', 'close'] as const) socket.once(event, () => clearTimeout(timer));
  return socket;
}

/**
 * Finds lines to the database that stay open and carry nothing any more: a firewall that forgot them, a cut that nobody told. A statement on
 * one would wait a quarter of an hour for the kernel to give up, and with it all who follow the ledger. The server is asked, on
 * a new line, what it does for those who wait; a long statement that it works on is left alone. A dead line is broken, so that its
 * statement fails as when a connection is lost, and the idle ones of its pool with it, which were cut at the same time.
 */
export function watchLines(url: string, { lookMs, patienceMs }: LinePatience, log: Log) {
  const lines = new Map<Line, pg.Pool>();
  const waits = new WeakMap<Line, Wait>();
  let isLooking = false;

  /** Lines whose statement has waited so long. */
  function waiting(now: number): Line[] {
    return [...lines.keys()].filter((line) => {
      if (line.readyForQuery || line.processID === null) return false;
      const wait = waits.get(line);
      if (wait && wait.statement === line._activeQuery) return now - wait.since >= patienceMs;
      waits.set(line, { statement: line._activeQuery, since: now, idle: 0 });
      return false;
    });
  }
  function isDead(line: Line, busy: ReadonlySet<number> | null, now: number): boolean {
    const wait = waits.get(line);
    if (!wait || wait.statement !== line._activeQuery || line.readyForQuery) return false;
    if (busy === null) return now - wait.since >= mostUnknownMs;
    wait.idle = busy.has(line.processID ?? 0) ? 0 : wait.idle + 1;
    return wait.idle >= mostIdle;
  }
  async function look(): Promise<void> {
    const asked = waiting(performance.now());
    if (asked.length === 0) return;
    const busy = await busyOf(
      url,
      asked.flatMap(({ processID }) => processID ?? []),
    ).catch(() => null);
    const dead = asked.filter((line) => isDead(line, busy, performance.now()));
    if (dead.length === 0) return;
    log.warn({ lines: dead.length }, 'lines to the database carry nothing any more and are broken');
    const cut = new Set(dead.flatMap((line) => lines.get(line) ?? []));
    for (const { connection } of dead) connection.stream.destroy();
    await Promise.all([...cut].map(dropIdle));
  }
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look()
      .catch((error: unknown) => log.warn({ err: error }, 'looking at lines to the database failed'))
      .finally(() => (isLooking = false));
  }, lookMs).unref();

  return {
    add(pool: pg.Pool): void {
      pool.on('connect', (client) => void lines.set(client as unknown as Line, pool));
      pool.on('remove', (client) => void lines.delete(client as unknown as Line));
    },
    stop: (): void => clearInterval(timer),
  };
}

/** Those of these backends that work on a statement. */
async function busyOf(url: string, backends: readonly number[]): Promise<ReadonlySet<number>> {
  const bounds = { connectionTimeoutMillis: reachMs, query_timeout: reachMs };
  const client = new pg.Client({ connectionString: url, stream: boundedSocket, ...bounds });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number; mine: number }>(
      `SELECT pid, pg_backend_pid() AS mine FROM pg_stat_activity
       WHERE pid = ANY ($1) AND state = 'active' OR pid = pg_backend_pid()`,
      [backends],
    );
    // Behind a pooler of lines their numbers are not those of the server, which then cannot be asked.
    if (rows[0]?.mine !== (client as unknown as Line).processID) return new Set(backends);
    return new Set(rows.map(({ pid }) => pid));
  } finally {
    void client.end().catch(() => undefined);
  }
}
