import { setTimeout as pause } from 'node:timers/promises';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import { noHash } from '../ledger/chain.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { DoubtOf, Execute, Metrics, Order } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { isConnectionFault, isHeldUp, isShortage } from '../storage/fault.ts';
import { ensureJurisdiction } from '../storage/record/ledger-store.ts';
import { findBadText } from './clean-text.ts';
import { transact, type Answer, type Doubt, type GradesOf } from './transact.ts';

/**
 * The one door to the ledger. Each jurisdiction has a queue; what waits while a transaction runs is carried out together in
 * the next one, so that many commands share one flush to disk. A batch that fails is tried again order by order: a bad order
 * falls alone.
 */
export interface ExecuteOptions {
  database: Database;
  packs: Packs;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  /** While a clock is in doubt nothing is written by it. */
  doubt?: DoubtOf;
  /** What draws for inspections weigh by; missing: by the weights of the pack. */
  grades?: GradesOf;
  /** Counties that are looked at only. */
  resting?: ReadonlySet<string>;
  /** How long a database that went away is waited for. */
  patienceMs?: number;
}

interface Waiting {
  order: Order;
  answer(answer: Answer): void;
  fail(error: unknown): void;
}
interface Lane {
  id: string;
  waiting: Waiting[];
  /** When a transaction failed last, by a clock that nobody sets; -Infinity once one came through since. */
  failedAt: number;
  /** The work that goes on until nothing waits. */
  running: Promise<void> | null;
}

/** Most orders that may wait, and most in one transaction. */
const queueLimit = 2_000;
const batchLimit = 128;
/** How long a failed transaction tells of the state of things while nobody tries again. */
const faultShownMs = minuteMs;

/** Opens the door for the jurisdictions of `packs`; they become known to the ledger when they are new. */
export async function openExecute(
  options: ExecuteOptions,
): Promise<{ execute: Execute; isStoring(): boolean; stop(): Promise<void> }> {
  const { database, packs, metrics } = options;
  const lanes = new Map<string, Lane>();
  await packs.serve(async ({ id }) => {
    await ensureJurisdiction(database, id, noHash);
    const lane: Lane = { id, waiting: [], failedAt: -Infinity, running: null };
    lanes.set(id, lane);
    return async () => {
      lanes.delete(id);
      await lane.running;
    };
  });
  let stopping = false;

  const execute: Execute = async (order) => {
    const since = performance.now();
    const answer = await enqueue(order);
    const outcome = isRefusal(answer) ? answer.code : 'done';
    metrics.count('commands_total', {
      jurisdiction: lanes.has(order.jurisdiction) ? order.jurisdiction : 'unknown',
      kind: order.command.kind,
      outcome,
    });
    metrics.observe('command_seconds', (performance.now() - since) / 1000, { kind: order.command.kind });
    return answer;
  };

  function enqueue(order: Order): Answer | Promise<Answer> {
    const lane = lanes.get(order.jurisdiction);
    if (!lane) return refuse('unknown', 'no-jurisdiction', { jurisdiction: order.jurisdiction });
    if (stopping || lane.waiting.length >= queueLimit) return refuse('busy', 'too-much-at-once');
    if (options.resting?.has(lane.id)) return refuse('not-now', 'county-read-only');
    if (options.doubt?.(lane.id)) return refuse('busy', 'clock-in-doubt');
    const bad = findBadText(order.command) ?? findBadText(order.key ?? '', 'key');
    if (bad !== null) return refuse('invalid', 'bad-character', bad);
    return new Promise<Answer>((answer, fail) => {
      lane.waiting.push({ order, answer, fail });
      lane.running ??= carryOutWaiting(lane, options);
    });
  }

  return {
    execute,
    isStoring: () => [...lanes.values()].every(({ failedAt }) => performance.now() - failedAt > faultShownMs),
    async stop() {
      stopping = true;
      for (const lane of lanes.values()) await lane.running;
    },
  };
}

async function carryOutWaiting(lane: Lane, options: ExecuteOptions): Promise<void> {
  // Those that arrive in the same turn share the first transaction.
  await Promise.resolve();
  while (lane.waiting.length > 0) {
    const batch = lane.waiting.splice(0, batchLimit);
    options.metrics.gauge('commands_waiting', lane.waiting.length, { jurisdiction: lane.id });
    try {
      await carryOut(lane, batch, options);
      lane.failedAt = -Infinity;
    } catch (error) {
      lane.failedAt = performance.now();
      if (isShortage(error)) turnAway(batch, options, error, 'store-full');
      else if (isHeldUp(error)) turnAway(batch, options, error, 'store-held-up');
      // While the database is away nobody can say what became of them: the senders ask again with their keys.
      else if (batch.length === 1 || isConnectionFault(error)) for (const one of batch) one.fail(error);
      else await carryOutOneByOne(lane, batch, options, error);
    }
  }
  // In the same turn as the look at the queue: an order that comes after it starts the work anew.
  lane.running = null;
}

/** What refuses a transaction as a whole; the senders may come again. */
function turnAway(
  batch: readonly Waiting[],
  { log }: ExecuteOptions,
  fault: unknown,
  reason: 'store-full' | 'store-held-up',
): void {
  log.error({ err: fault, orders: batch.length, reason }, 'orders refused');
  for (const one of batch) one.answer(refuse('busy', reason));
}

async function carryOutOneByOne(
  lane: Lane,
  batch: readonly Waiting[],
  options: ExecuteOptions,
  fault: unknown,
): Promise<void> {
  options.log.error(
    { err: fault, orders: batch.length },
    'transaction failed: its orders are tried one by one',
  );
  for (const one of batch) {
    try {
      await carryOut(lane, [one], options);
    } catch (error) {
      one.fail(error);
    }
  }
}

/** Answers all of `batch`, or throws before anyone was answered. Waits for a database that is away for a short while. */
async function carryOut(lane: Lane, batch: readonly Waiting[], options: ExecuteOptions): Promise<void> {
  const { database, packs, clock, log, grades, patienceMs = 10_000 } = options;
  const orders = batch.map(({ order }) => order);
  const until = performance.now() + patienceMs;
  let doubt: Doubt | null = null;
  for (let waitMs = 50; ;) {
    try {
      const attempt = await transact(database, packOf(packs, lane.id), orders, clock, doubt, grades);
      if (attempt.kind === 'answered') {
        batch.forEach((one, index) => one.answer(must(attempt.answers[index], 'an answer an order')));
        return;
      }
      if (attempt.kind === 'overtaken') continue;
      doubt = attempt.doubt;
      throw attempt.error;
    } catch (error) {
      if (!isConnectionFault(error) || performance.now() > until) throw error;
      log.warn({ err: error, jurisdiction: lane.id }, 'database unavailable, retrying');
    }
    await pause(waitMs);
    waitMs = Math.min(waitMs * 2, 1_000);
  }
}
