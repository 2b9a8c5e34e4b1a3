import type { PoolClient } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Database } from './database.ts';

export interface LockHolder {
  /** This node holds the lock of `name` now. */
  onHeld(name: string): void;
  /** The line that held it broke; another node may have it by now. */
  onLost(name: string): void;
}

/** How often a lock that somebody else holds is asked for. */
const askMs = 1_000;

/**
 * Tries to hold one advisory lock for each name, all on one session, until stopped. PostgreSQL frees them when that session
 * ends, so they move to another node when this one dies.
 */
export function seekLocks(
  { pool }: Database,
  names: readonly string[],
  holder: LockHolder,
  log: Log,
): { stop(): Promise<void> } {
  const held = new Set<string>();
  const stopping = new AbortController();
  let session: PoolClient | null = null;

  async function openSession(): Promise<PoolClient> {
    const client = await pool.connect();
    client.once('error', (error: Error) => loseAll(client, error));
    // A node whose host vanished must not keep its locks for the two hours of the system's own patience.
    await client.query(
      'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3',
    );
    return client;
  }

  function loseAll(client: PoolClient, error: Error): void {
    if (session !== client) return;
    session = null;
    client.release(error);
    log.warn({ err: error }, 'the session that held the locks broke');
    for (const name of held) holder.onLost(name);
    held.clear();
  }

  async function ask(client: PoolClient): Promise<void> {
    for (const name of names) {
      if (held.has(name)) continue;
      const text = 'SELECT pg_try_advisory_lock(hashtext($1), hashtext($2)) AS got';
      const { rows } = await client.query<{ got: boolean }>(text, ['jiuhuan', name]);
      if (!rows[0]?.got || session !== client || stopping.signal.aborted) continue;
      held.add(name);
      holder.onHeld(name);
    }
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        session ??= await openSession();
        if (held.size < names.length) await ask(session);
        // Nothing else would notice a line that broke silently.
        else await session.query('SELECT 1');
      } catch (error) {
        if (session) loseAll(session, error as Error);
        else log.warn({ err: error }, 'no session for the locks: trying again');
      }
      await pause(askMs, null, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await running;
      const client = session;
      session = null;
      // The session ends with its locks.
      client?.release(true);
    },
  };
}
