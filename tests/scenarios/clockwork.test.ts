import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import type { Form } from '#shared/incident/command.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { must } from '#shared/kernel/must.ts';
import { openClockGuard } from '../../server/commands/clock-guard.ts';
import { startClockwork } from '../../server/commands/clockwork.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { openLog } from '../../server/log.ts';
import type { LedgerEntry } from '../../server/ports.ts';
import { seekLeases } from '../../server/storage/leases.ts';
import { writeAnchor } from '../../server/storage/record/ledger-store.ts';
import { countingMetrics, testPack, testReport } from '../support/county.ts';
import { deferred } from '../support/deferred.ts';
import { item, monday9 } from '../support/incident-world.ts';
import { done, duty, handler, recordLane, type RecordLane } from '../support/orders.ts';

/** The toy county, whose officers have 0.3 s to file what is reported. */
function hurriedPack() {
  const pack = testPack();
  const filing = { amount: 0.005, unit: 'urgent-minute' } as const;
  return { ...pack, items: new Map([[item.id, { ...item, limits: { ...item.limits, filing } }]]) };
}

let lane: RecordLane;
beforeAll(async () => {
  lane = await recordLane({ packs: [hurriedPack()], now: monday9 });
});
afterAll(() => lane.end());

const clocks = (clock = (): number => lane.time.now) =>
  startClockwork({
    ...lane,
    clock,
    anchor: async (id, at) => void (await writeAnchor(lane.database, id, at)),
  });

/** Waits for an entry about `subject` that `isIt` knows. */
async function heard(subject: string, isIt: (entry: LedgerEntry) => boolean): Promise<void> {
  const { promise, resolve } = deferred();
  const stop = await lane.ledger.follow('toy', 0, (entries) => {
    if (entries.some((entry) => entry.subject === subject && isIt(entry))) resolve();
  });
  await promise;
  await stop();
}
const lapsed = (clock: string) => (entry: LedgerEntry) =>
  entry.fact.kind === 'lapsed' && entry.fact.clock === clock;
const took = (transition: string) => (entry: LedgerEntry) =>
  entry.fact.kind === 'advanced' && entry.fact.transition === transition;
const count = async (subject: string, isIt: (entry: LedgerEntry) => boolean): Promise<number> =>
  (await lane.ledger.readSubject('toy', subject)).filter(isIt).length;

it('lapses a clock when its deadline passes, by a timer, once', async () => {
  const start = Date.now() - lane.time.now;
  const running = await clocks(() => {
    lane.time.now = Date.now() - start;
    return lane.time.now;
  });
  const incident = await lane.report();
  await heard(incident, lapsed('filing'));
  await running.stop();
  const { state } = must(
    (await lane.database.pool.query('SELECT state, overdue FROM incident WHERE id = $1', [incident])).rows[0],
    'row',
  );
  const filing = state.clocks.filing;
  expect(filing.lapsedAt).toBeGreaterThanOrEqual(filing.dueAt);
  expect(await count(incident, lapsed('filing'))).toBe(1);
});

it('lapses at its start what fell due while nobody ran it, and never twice over restarts', async () => {
  const incident = await lane.report();
  lane.time.now += hourMs;
  for (let restart = 0; restart < 3; restart++) {
    const running = await clocks();
    await heard(incident, lapsed('filing'));
    const probe = await lane.report();
    lane.time.now += minuteMs;
    await running.stop();
    const again = await clocks();
    await heard(probe, lapsed('filing'));
    await again.stop();
  }
  expect(await count(incident, lapsed('filing'))).toBe(1);
});

it('moves to the other node when the one that runs it goes', async () => {
  const [one, two] = [await clocks(), await clocks()];
  const before = await lane.report();
  lane.time.now += minuteMs;
  await one.stop();
  await heard(before, lapsed('filing'));
  await two.stop();
  expect(await count(before, lapsed('filing'))).toBe(1);
});

it('is taken over from a node that hangs, when its term is over and not before', async () => {
  await lane.database.pool.query(
    `INSERT INTO lease VALUES ('toy', 'a node that hangs', clock_timestamp() + interval '1500 ms')
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until`,
  );
  const until = performance.now() + 1_400;
  const running = await clocks();
  const incident = await lane.report();
  lane.time.now += minuteMs;
  await heard(incident, lapsed('filing'));
  expect(performance.now()).toBeGreaterThan(until);
  await running.stop();
});

it('gives up a lease that it cannot renew before another node gets it', async () => {
  const told: string[] = [];
  const names = ['a', 'b'];
  let hangs = false;
  const query = ((...args: [string, unknown[]]) =>
    hangs ? new Promise(() => undefined) : lane.database.leases.query(...args)) as Pool['query'];
  const follow = (who: string) => ({
    onHeld: (name: string) => void told.push(`${who} holds ${name}`),
    onLost: (name: string) => void told.push(`${who} lost ${name}`),
  });
  const quick = { termMs: 900, askMs: 100 };
  const log = openLog('silent');
  const one = seekLeases({ leases: { query } as Pool }, names, follow('one'), log, quick);
  await expect.poll(() => told.length).toBe(2);
  const two = seekLeases(lane.database, names, follow('two'), log, quick);
  await pause(300);
  expect(told).toEqual(['one holds a', 'one holds b']);
  hangs = true;
  await expect.poll(() => told.length, { timeout: 5_000 }).toBe(6);
  expect(told.slice(2)).toEqual(['one lost a', 'one lost b', 'two holds a', 'two holds b']);
  hangs = false;
  await one.stop();
  await two.stop();
});

it('a server whose database is its own keeps what it holds, however late that answers', async () => {
  const told: string[] = [];
  let lateMs = 0;
  const slow = ((...args: [string, unknown[]]) =>
    pause(lateMs).then(() => lane.database.leases.query(...args))) as Pool['query'];
  const seek = (isAlone: boolean) =>
    seekLeases(
      { leases: { query: slow } as Pool },
      [isAlone ? 'own' : 'shared'],
      {
        onHeld: (name) => void told.push(`holds ${name}`),
        onLost: (name) => void told.push(`lost ${name}`),
      },
      openLog('silent'),
      { termMs: 900, askMs: 200, isAlone },
    );
  const [own, shared] = [seek(true), seek(false)];
  await Promise.all([own.asked, shared.asked]);
  expect(told.toSorted()).toEqual(['holds own', 'holds shared']);
  lateMs = 700;
  await expect.poll(() => told, { timeout: 5_000 }).toContain('lost shared');
  expect(told).not.toContain('lost own');
  expect(own.holds('own')).toBe(true);
  await Promise.all([own.stop(), shared.stop()]);
  const { rows } = await lane.database.pool.query(`SELECT FROM lease WHERE name IN ('own', 'shared')`);
  expect(rows).toHaveLength(0);
});

it('leases are asked for on a line of their own, so that a full pool loses none', async () => {
  const { pool } = lane.database;
  const full = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  const told: string[] = [];
  const leases = seekLeases(
    lane.database,
    ['of a full house'],
    { onHeld: () => void told.push('held'), onLost: () => void told.push('lost') },
    openLog('silent'),
    { termMs: 700, askMs: 100 },
  );
  await pause(1_500);
  expect(told).toEqual(['held']);
  for (const line of full) line.release();
  await leases.stop();
});

it('takes the transitions that take themselves, each after its time, and anchors what is archived', async () => {
  const incident = await lane.report();
  const version = await lane.file(incident);
  const city = handler('city');
  const way: [Person, string, Form][] = [
    [duty, 'dispatch', { lead: 'city' }],
    [city, 'sign', {}],
    [city, 'start-work', {}],
    [city, 'feed-back', { note: '已处置', evidence: [{ kind: 'text', text: '现场照片', at: 0 }] }],
    [duty, 'pass-check', {}],
    [duty, 'close', {}],
    [duty, 'evaluate', { rating: 5 }],
  ];
  let at = version;
  for (const [by, transition, form] of way)
    at = done(await lane.take(by, incident, at, transition, form)).version;
  const first = await clocks();
  await heard(incident, took('assess'));
  await first.stop();
  expect((await lane.records.incident('toy', incident))?.node).toBe('assessed');
  lane.time.now += 5 * minuteMs;
  const second = await clocks();
  await heard(incident, took('archive'));
  await second.stop();
  const archived = must(await lane.records.incident('toy', incident), incident);
  expect(archived.ended).toBe('archived');
  expect(archived.rings.map((closedAt) => closedAt !== null)).toEqual(Array.from({ length: 9 }, () => true));
  expect((await lane.ledger.verify('toy')).bad).toBe(null);
});

describe('a clock that was set by more than a day', () => {
  /** A start of the house, at what its clock says now. */
  async function start() {
    const guard = await openClockGuard({ ...lane, clock: () => lane.time.now, trustAhead: false });
    const { doubt } = guard;
    const node = await openExecute({
      database: lane.database,
      packs: lane.packs,
      log: lane.log,
      metrics: countingMetrics(),
      clock: () => lane.time.now,
      doubt,
    });
    const running = await startClockwork({
      ...lane,
      execute: node.execute,
      doubt,
      clock: () => lane.time.now,
      anchor: async (id, at) => void (await writeAnchor(lane.database, id, at)),
    });
    const report = async () =>
      node.execute({ jurisdiction: 'toy', by: duty, command: testReport() }).then((answer) => answer.kind);
    const stop = async (): Promise<void> => {
      await running.stop();
      await node.stop();
      await guard.stop();
    };
    return { ...guard, report, stop };
  }
  const anchors = async () => (await lane.ledger.anchors('toy')).length;

  it.each([400, -400])(
    'by %d days takes and lapses nothing, and goes on when it is put right',
    async (days) => {
      await (await start()).stop();
      const incident = await lane.report();
      const right = lane.time.now;
      const before = await anchors();
      lane.time.now += days * dayMs;
      const house = await start();
      expect(house.doubt('toy')).toEqual({ clock: lane.time.now, last: right });
      expect(await house.report()).toBe('refusal');
      await pause(400);
      await house.stop();
      expect(await count(incident, lapsed('filing'))).toBe(0);
      expect(await anchors(), 'an anchor is not made at an instant that nobody believes').toBe(before);
      lane.time.now = right + 1;
      const again = await start();
      expect(again.doubt('toy')).toBe(null);
      expect(await again.report()).toBe('done');
      lane.time.now += minuteMs;
      await heard(incident, lapsed('filing'));
      await again.stop();
    },
  );

  it('is followed on the word of somebody who looked at it, and by the next start as well', async () => {
    await (await start()).stop();
    const incident = await lane.report();
    lane.time.now += 3 * dayMs;
    const house = await start();
    expect(await house.confirm('toy', lane.time.now - 3 * dayMs, '值班席')).toMatchObject({
      code: 'conflict',
    });
    expect(house.doubt('toy')).not.toBe(null);
    expect(await house.confirm('toy', lane.time.now - minuteMs, '值班席')).toBe(null);
    await heard(incident, lapsed('filing'));
    expect(await house.report()).toBe('done');
    await house.stop();
    const next = await start();
    expect(next.doubt('toy')).toBe(null);
    await next.stop();
  });

  it('in a demo goes ahead without a word, but never back', async () => {
    await (await start()).stop();
    const open = (trustAhead: boolean, confirmedDate?: string) =>
      openClockGuard({ ...lane, clock: () => lane.time.now, trustAhead, confirmedDate });
    lane.time.now += 5 * dayMs;
    const ahead = await open(true);
    expect(ahead.doubt('toy')).toBe(null);
    lane.time.now -= 2 * dayMs;
    expect(ahead.doubt('toy')).not.toBe(null);
    await ahead.stop();
    lane.time.now -= 10 * dayMs;
    const wrong = await open(true, '1970-01-01');
    expect(wrong.doubt('toy')).not.toBe(null);
    await wrong.stop();
    const date = new Date(lane.time.now + 8 * hourMs).toISOString().slice(0, 10);
    const set = await open(true, date);
    expect(set.doubt('toy')).toBe(null);
    await set.stop();
  });
});
