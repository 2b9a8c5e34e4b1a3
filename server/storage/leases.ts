import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Database } from './database.ts';

export interface LeaseHolder {
  /** This node holds the lease of `name` now. */
  onHeld(name: string): void;
  /** It could not be renewed in time; another node may have it by now. */
  onLost(name: string): void;
}

export interface LeaseSettings {
  /**
   * No other server can ask: the database is this one's own. What is held is held until the end then, however late the database answers,
   * and nothing rests on a machine that is merely slow.
   */
  isAlone?: boolean;
  /** How long a lease lasts without a renewal; 3.5 s unless told. */
  termMs?: number;
  /** How often leases are renewed, and asked for where another node has them; 1 s unless told. */
  askMs?: number;
}

/** The leases that this node seeks. */
export interface Leases {
  /** Whether this node holds it at this moment, by its own monotonic clock: a process that hung a while knows at once. */
  holds(name: string): boolean;
  /** Resolves when each was asked for once; rejects never. */
  asked: Promise<void>;
  /** Seeks one more. */
  add(name: string): void;
  /** Seeks it no more and gives it away; its holder is not told. */
  drop(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** A holder gives up so long before others may take over, for the way of an answer. */
const marginMs = 300;

/**
 * Tries to hold one lease for each name until stopped: a row with a term by the clock of the database. A node that dies, hangs or
 * cannot reach the database stops renewing and is replaced when the term is over; it counts the term by its own monotonic clock
 * and gives up first, which is what fences it. What a late holder still does is judged by versions in the ledger, so nothing happens twice.
 */
export function seekLeases(
  { leases: pool }: Pick<Database, 'leases'>,
  initial: readonly string[],
  holder: LeaseHolder,
  log: Log,
  { termMs = 3_500, askMs = 1_000, isAlone = false }: LeaseSettings = {},
): Leases {
  const stopping = new AbortController();
  const seeker: Seeker = {
    pool,
    isAlone,
    rested: new Map(),
    id: randomUUID(),
    names: new Set(initial),
    held: new Map(),
    holder,
    log,
    termMs,
    stopping: stopping.signal,
  };
  const { id, names, held } = seeker;
  const asked = tryAsking(seeker);
  const running = askAgain(seeker, asked, askMs);
  // A query that hangs does not keep what it asked for.
  const watch = setInterval(() => rest(seeker), Math.min(askMs, marginMs) / 2);
  return {
    asked,
    add(name) {
      names.add(name);
      void tryAsking(seeker);
    },
    async drop(name) {
      names.delete(name);
      held.delete(name);
      await pool
        .query('DELETE FROM lease WHERE holder = $1 AND name = $2', [id, name])
        .catch(() => undefined);
    },
    holds: (name) => performance.now() <= (held.get(name) ?? -Infinity),
    async stop() {
      stopping.abort();
      clearInterval(watch);
      await Promise.race([running, pause(termMs)]);
      held.clear();
      // Others need not wait for the end of the term; with a database that does not answer they have to.
      const given = pool.query('DELETE FROM lease WHERE holder = $1', [id]).catch(() => undefined);
      await Promise.race([given, pause(termMs)]);
    },
  };
}

interface Seeker {
  pool: Database['leases'];
  isAlone: boolean;
  /** Since when what could not be renewed in time has rested. */
  rested: Map<string, number>;
  id: string;
  names: Set<string>;
  /** Until when each is held, by `performance.now()`. */
  held: Map<string, number>;
  holder: LeaseHolder;
  log: Log;
  termMs: number;
  stopping: AbortSignal;
}

function lose(
  { held, holder, log }: Pick<Seeker, 'held' | 'holder' | 'log'>,
  names: readonly string[],
  words: string,
): void {
  const lost = names.filter((name) => held.delete(name));
  if (lost.length > 0) log.warn({ leases: lost }, words);
  for (const name of lost) holder.onLost(name);
}

/** What could not be renewed in time is held no more. */
function rest(seeker: Seeker): void {
  const late = [...seeker.held].flatMap(([name, until]) => (performance.now() > until ? [name] : []));
  for (const name of late) seeker.rested.set(name, performance.now());
  const words = 'its work rests here until it is, or until another server takes it';
  lose(seeker, late, `a lease was not renewed in time: ${words}`);
}

/** Renews what is held, and asks for the others once. */
async function ask(seeker: Seeker): Promise<void> {
  const { pool, id, names, held, holder, termMs, stopping, isAlone } = seeker;
  const until = isAlone ? Infinity : performance.now() + termMs - marginMs;
  const { rows } = await pool.query<{ name: string }>(
    `INSERT INTO lease (name, holder, until)
     SELECT name, $2, clock_timestamp() + $3 * interval '1 ms' FROM unnest($1::text[]) AS n(name)
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
       WHERE lease.holder = excluded.holder OR lease.until < clock_timestamp()
     RETURNING name`,
    [[...names], id, termMs],
  );
  if (performance.now() > until || stopping.aborted) return;
  const mine = new Set(rows.map(({ name }) => name));
  const isLost = [...names].filter((name) => !mine.has(name));
  lose(seeker, isLost, 'a lease is lost: another server has it');
  for (const name of mine) {
    if (!names.has(name)) continue;
    const isNew = !held.has(name);
    held.set(name, until);
    if (isNew) holder.onHeld(name);
  }
  tellBack(seeker, [...mine]);
}

/** What rested and is held here again; of what another has by now enough was said. */
function tellBack({ rested, log }: Seeker, mine: readonly string[]): void {
  const back = mine.filter((name) => rested.has(name));
  const [since] = back.map((name) => rested.get(name) ?? 0);
  rested.clear();
  if (since === undefined) return;
  log.info({ leases: back, restedMs: Math.round(performance.now() - since) }, 'leases are held here again');
}

async function tryAsking(seeker: Seeker): Promise<void> {
  await ask(seeker).catch((error: unknown) =>
    seeker.log.warn({ err: error }, 'renewing leases failed, retrying'),
  );
}

async function askAgain(seeker: Seeker, asked: Promise<void>, askMs: number): Promise<void> {
  const { stopping } = seeker;
  const rest = (): Promise<unknown> => pause(askMs, null, { signal: stopping }).catch(() => undefined);
  await asked;
  await rest();
  while (!stopping.aborted) {
    await tryAsking(seeker);
    await rest();
  }
}

/** Ends every lease: for a house that knows that no other node lives. */
export async function freeLeases({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query('DELETE FROM lease');
}
