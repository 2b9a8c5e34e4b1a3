import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { openLog } from '../../server/log.ts';
import type { Order } from '../../server/ports.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { startPostgres } from '../../server/storage/postgres/postgres.ts';
import { childProgram } from '../support/child-program.ts';
import { person, testReport } from '../support/county.ts';
import { deferred } from '../support/deferred.ts';
import { seeded } from '../support/grids.ts';
import { sweep } from '../support/lane.ts';
import type { FromChild, ToChild } from '../support/ledger-child.ts';

const rounds = sweep(5, 20);
const clients = 8;
const duty = person('duty');

/** A child that has loaded its modules and waits for its order. */
function spare(program: string): { child: ChildProcess; ready: Promise<unknown> } {
  const child = fork(program, { execArgv: [] });
  return { child, ready: once(child, 'message') };
}

/**
 * Clients that never give up: an order that got no answer is sent again with its key, to the next child if need be. So
 * everything they sent is acknowledged in the end, and must be there exactly once.
 */
function keenClients(url: string) {
  const unanswered = new Map<string, { order: Order; answer(answer: CommandAnswer): void }>();
  let child: ChildProcess | null = null;
  let acked = 0;
  let awaited: { count: number; resolve(): void } | null = null;

  const post = (order: Order): void => {
    if (child?.connected) child.send({ kind: 'order', order } satisfies ToChild, () => undefined);
  };
  const hear = (message: FromChild): void => {
    if (message.kind === 'open') for (const { order } of unanswered.values()) post(order);
    if (message.kind === 'failed') {
      const again = unanswered.get(message.key);
      if (again) post(again.order);
    }
    if (message.kind !== 'answer') return;
    const waiting = unanswered.get(message.key);
    unanswered.delete(message.key);
    if (isRefusal(message.answer)) throw new Error(`${message.key}: ${message.answer.reason}`);
    waiting?.answer(message.answer as CommandAnswer);
    acked++;
    if (awaited && acked >= awaited.count) awaited.resolve();
  };
  return {
    acked: () => acked,
    async attach(next: ChildProcess): Promise<void> {
      child = next;
      const { promise, resolve } = deferred();
      child.on('message', (message: FromChild) => {
        if (child !== next) return;
        hear(message);
        if (message.kind === 'open') resolve();
      });
      child.send({ kind: 'open', url } satisfies ToChild);
      await promise;
    },
    send(key: string, command: Order['command']): Promise<CommandAnswer> {
      const { promise, resolve } = deferred<CommandAnswer>();
      const order: Order = { jurisdiction: 'toy', by: duty, key, command };
      unanswered.set(key, { order, answer: resolve });
      post(order);
      return promise;
    },
    /** When so many answers have come in all. */
    reached(count: number): Promise<void> {
      const { promise, resolve } = deferred();
      awaited = { count, resolve };
      if (acked >= count) resolve();
      return promise;
    },
  };
}

test(`${rounds} seeded kill -9 of the house and of PostgreSQL: every acknowledged command is there exactly once`, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-ledger-crash-'));
  await chmod(folder, 0o755);
  const log = openLog('silent');
  // Durable, as in service: fsync is on.
  const postgres = await startPostgres(folder, log);
  const program = await childProgram('ledger-child', folder);
  let next = spare(program);
  let house = next.child;
  const database = await openDatabase(postgres.url, log, { connections: 2 });
  onTestFinished(async () => {
    house.kill('SIGKILL');
    next.child.kill('SIGKILL');
    await database.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const begin = async (): Promise<void> => {
    await next.ready;
    house = next.child;
    next = spare(program);
    await outside.attach(house);
  };
  const outside = keenClients(postgres.url);
  await begin();

  let isOpen = true;
  let serial = 0;
  const reported: string[] = [];
  const working = Array.from({ length: clients }, async () => {
    while (isOpen) {
      const title = `第 ${serial++} 件`;
      const { subject } = await outside.send(`report ${title}`, testReport({ title }));
      const steps = ['accept', 'file'] as const;
      for (const [index, transition] of steps.entries()) {
        const command = {
          kind: 'take',
          incident: subject,
          version: index + 1,
          transition,
          form: {},
        } as const;
        await outside.send(`${transition} ${title}`, command);
      }
      reported.push(title);
    }
  });

  const dice = seeded(20_261_122);
  const killed = { house: 0, postgres: 0 };
  let lastKilled = 0;
  for (let round = 0; round < rounds; round++) {
    await outside.reached(outside.acked() + 10 + Math.floor(dice() * 60));
    const victim = dice();
    if (victim < 0.7) {
      killed.house++;
      const gone = once(house, 'exit');
      house.kill('SIGKILL');
      await gone;
    }
    if (victim > 0.5) {
      killed.postgres++;
      // The house may be at work again before the launcher has said which process it is that answers.
      await vi.waitFor(() => expect(postgres.pid()).not.toBe(lastKilled), 10_000);
      lastKilled = postgres.pid();
      process.kill(lastKilled, 'SIGKILL');
    }
    if (victim < 0.7) await begin();
  }
  await outside.reached(outside.acked() + 30);
  isOpen = false;
  await Promise.all(working);

  expect(killed.house).toBeGreaterThan(rounds / 4);
  expect(killed.postgres).toBeGreaterThan(rounds / 4);
  const ledger = openLedger(database, log);
  const { entries, bad } = await ledger.verify('toy');
  expect(bad).toBe(null);
  expect(entries).toBe(reported.length * 3);
  const states = new Map<string, Incident>();
  for (const { subject, at, by, fact } of await ledger.read('toy', 0, entries))
    states.set(subject, evolve(states.get(subject) ?? null, { at, by, fact: fact as IncidentFact }));
  expect([...states.values()].map(({ title }) => title).toSorted()).toEqual(reported.toSorted());
  const { rows } = await database.pool.query<{ state: Incident }>('SELECT state FROM incident');
  for (const { state } of rows) {
    expect(state).toEqual(must(states.get(state.id), state.id));
    expect(state.node).toBe('filed');
  }
}, 120_000);
