import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor, Person } from '#shared/access/person.ts';
import type { Limit } from '#shared/clock/calendar.ts';
import type { Form } from '#shared/incident/command.ts';
import type { Incident, Points } from '#shared/incident/incident.ts';
import { dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { startClockwork } from '../../server/commands/clockwork.ts';
import type { LedgerEntry } from '../../server/ports.ts';
import { writeAnchor } from '../../server/storage/record/ledger-store.ts';
import { sumDays } from '../../server/storage/record/record-write.ts';
import { openScoreQueries } from '../../server/storage/figures/score-queries.ts';
import { person } from '../support/county.ts';
import { deferred } from '../support/deferred.ts';
import { monday9 } from '../support/incident-world.ts';
import { done, duty, handler, recordLane, type RecordLane } from '../support/orders.ts';
import { supervisedPack } from '../support/supervised-county.ts';

let lane: RecordLane;
const open = async (handling?: Limit): Promise<void> => {
  lane = await recordLane({ packs: [supervisedPack(handling)], now: monday9 });
};
afterEach(() => lane.end());

const village = handler('village');
const city = handler('city');
const chief = person('duty', { id: 'chief', post: 'duty-chief' });
const leader = person('leader', { post: 'leader' });

const clocks = (clock = (): number => lane.time.now) =>
  startClockwork({
    ...lane,
    clock,
    anchor: async (id, at) => void (await writeAnchor(lane.database, id, at)),
  });
type Kind = 'reminded' | 'lapsed' | 'escalated';
const isAbout =
  (kind: Kind, rung?: number) =>
  ({ fact }: LedgerEntry): boolean =>
    fact.kind === kind && fact.clock === 'handling' && (fact.kind !== 'escalated' || fact.rung === rung);

/** Waits for an entry about `subject` that `isIt` knows. */
async function heard(subject: string, isIt: (entry: LedgerEntry) => boolean): Promise<void> {
  const { promise, resolve } = deferred();
  const stop = await lane.ledger.follow('toy', 0, (entries) => {
    if (entries.some((entry) => entry.subject === subject && isIt(entry))) resolve();
  });
  await promise;
  await stop();
}
const stateOf = async (id: string): Promise<Incident> => must(await lane.records.incident('toy', id), id);
const take = async (by: Person | Actor, id: string, transition: string, form: Form = {}): Promise<void> => {
  done(await lane.take(by, id, (await stateOf(id)).version, transition, form));
};
/** What time told about the handling clock, in the order of the ledger. */
const told = async (id: string) =>
  (await lane.ledger.readSubject('toy', id)).flatMap(({ at, fact }) => {
    if (fact.kind === 'reminded') return [{ at, kind: 'reminded', to: fact.to.map(({ unit }) => unit) }];
    if (fact.kind === 'lapsed' && fact.clock === 'handling') return [{ at, kind: 'lapsed' }];
    if (fact.kind !== 'escalated') return [];
    const { rung, skipped, last } = fact;
    return [{ at, kind: 'escalated', rung, skipped, last, to: fact.to.unit ?? fact.to.post }];
  });

/** An incident that the village works on since `monday9`. */
async function atVillage(): Promise<string> {
  const id = await lane.report();
  await lane.file(id);
  await take(duty, id, 'dispatch', { lead: 'village' });
  await take(village, id, 'sign');
  await take(village, id, 'start-work');
  return id;
}

/** The whole climb of a matter with a limit of two hours, as it must stand in the ledger. */
const climb = [
  { kind: 'reminded', to: ['village'] },
  { kind: 'lapsed' },
  { kind: 'escalated', rung: 2, skipped: ['supervisor'], last: false, to: 'town' },
  { kind: 'escalated', rung: 4, skipped: ['duty-chief'], last: true, to: 'leader' },
];

describe('reminder, lapse, and up level by level', () => {
  it('by the real timers of a clock that goes on', async () => {
    await open({ amount: 0.01, unit: 'urgent-minute' });
    const start = Date.now() - lane.time.now;
    const running = await clocks(() => (lane.time.now = Date.now() - start));
    const id = await atVillage();
    await heard(id, isAbout('escalated', 4));
    await running.stop();
    const acts = await told(id);
    expect(acts.map(({ at: _, ...act }) => act)).toEqual(climb);
    const { startedAt, dueAt } = must((await stateOf(id)).clocks['handling'], 'clock');
    const limitMs = dueAt - startedAt;
    // Each no earlier than its instant: 70 % of the time, the end of it, and two steps of half the limit later.
    const instants = [startedAt + 0.7 * limitMs, dueAt, dueAt, dueAt + limitMs];
    acts.forEach(({ at }, place) => expect(at).toBeGreaterThanOrEqual(must(instants[place], 'instant')));
  });

  it('at a start after each of their instants, and once each over all the starts', async () => {
    await open();
    const id = await atVillage();
    const since = lane.time.now;
    const steps = [
      { minutes: 84, last: isAbout('reminded'), before: 0 },
      { minutes: 120, last: isAbout('escalated', 2), before: 1 },
      { minutes: 240, last: isAbout('escalated', 4), before: 3 },
    ];
    /** Starts the clocks at an instant and stops them when they have done what falls due at it. */
    const startAt = async (instant: number): Promise<void> => {
      lane.time.now = instant - 10 * minuteMs;
      const probe = await lane.report();
      lane.time.now = instant;
      const running = await clocks();
      await heard(probe, ({ fact }) => fact.kind === 'lapsed');
      await running.stop();
    };
    for (const { minutes, last, before } of steps) {
      await startAt(since + minutes * minuteMs - 1);
      expect((await told(id)).length).toBe(before);
      lane.time.now += 1;
      const running = await clocks();
      await heard(id, last);
      await running.stop();
    }
    await startAt(since + 10 * hourMs);
    expect((await told(id)).map(({ at: _, ...act }) => act)).toEqual(climb);
  });

  it('all at once after the clock jumped forward under a running house, on one node of two', async () => {
    await open();
    const id = await atVillage();
    const nodes = [await clocks(), await clocks()];
    const probe = await lane.report();
    lane.time.now += 10 * hourMs;
    await heard(id, isAbout('escalated', 4));
    await heard(probe, ({ fact }) => fact.kind === 'lapsed');
    for (const node of nodes) await node.stop();
    const again = await clocks();
    const later = await lane.report();
    lane.time.now += hourMs;
    await heard(later, ({ fact }) => fact.kind === 'lapsed');
    await again.stop();
    // Nobody need be reminded any more of what has run out.
    const acts = (await told(id)).map(({ at: _, ...act }) => act);
    expect(acts.filter(({ kind }) => kind !== 'reminded')).toEqual(climb.slice(1));
    expect(acts.length).toBeLessThanOrEqual(climb.length);
    expect((await lane.ledger.verify('toy')).bad).toBe(null);
  });
});

/** What each unit has by the ledger alone: every booking ever made, added up. */
async function pointsByLedger(): Promise<Record<string, number>> {
  const booked: Points[] = [];
  const { rows } = await lane.database.pool.query<{ subject: string }>(
    'SELECT DISTINCT subject FROM ledger WHERE jurisdiction = $1',
    ['toy'],
  );
  for (const { subject } of rows)
    for (const { fact } of await lane.ledger.readSubject('toy', subject)) {
      if (fact.kind === 'joined') booked.push(...fact.points);
      if (fact.kind === 'advanced')
        for (const change of fact.changes) if (change.kind === 'points-booked') booked.push(...change.points);
    }
  const sums: Record<string, number> = {};
  for (const { unit, points } of booked) sums[unit] = (sums[unit] ?? 0) + points;
  return sums;
}
async function pointsByQuery(): Promise<Record<string, number>> {
  const queries = openScoreQueries(lane.database);
  const counted = { procedures: ['standard'], children: false };
  const ask = {
    window: { from: 0, to: lane.time.now + 1 },
    orders: [],
    appeals: [],
    counted,
    time: { utcOffsetMinutes: 480 },
  };
  const { bookings } = await queries.read(leader, ask);
  const sums: Record<string, number> = {};
  for (const { unit, points } of bookings) sums[unit] = (sums[unit] ?? 0) + points;
  return sums;
}

describe('orders and appeals', () => {
  beforeEach(() => open());

  /** Runs the clocks until `subject` has come to `node` by itself. */
  async function runTo(subject: string, node: string): Promise<void> {
    const running = await clocks();
    await heard(
      subject,
      ({ fact }) =>
        fact.kind === 'advanced' &&
        fact.changes.some((change) => change.kind === 'moved' && change.to === node),
    );
    await running.stop();
  }
  const finish = async (id: string): Promise<void> => {
    await take(village, id, 'feed-back', {
      note: '已处置',
      evidence: [{ kind: 'text', text: '现场照片', at: 0 }],
    });
    await take(duty, id, 'pass-check');
    await take(duty, id, 'close');
    await take(duty, id, 'evaluate', { rating: 4 });
    await runTo(id, 'assessed');
  };
  const childOf = async (id: string): Promise<string> =>
    must((await stateOf(id)).children?.at(-1)?.id, 'child');
  const supervise = { level: 'centre', duty: '说明原因', limit: { amount: 60, unit: 'urgent-minute' } };

  it('an order is issued, signed, answered, rejected, answered late, verified, and costs its points', async () => {
    const id = await atVillage();
    await take(duty, id, 'supervise', { ...supervise, reason: '群众多次反映' } as Form);
    const order = await childOf(id);
    expect(await stateOf(order)).toMatchObject({
      node: 'issued',
      detail: '群众多次反映',
      data: { level: 'centre', duty: '说明原因' },
      tasks: [{ unit: 'village', role: 'lead', state: 'issued' }],
    });
    expect((await stateOf(id)).flags).toContain('supervised');
    const cityAnswer = await lane.take(city, order, 1, 'sign');
    expect(isRefusal(cityAnswer)).toBe(true);
    await take(village, order, 'sign');
    lane.time.now += 20 * minuteMs;
    await take(village, order, 'answer', { note: '正在办' });
    await take(chief, order, 'reject', { reason: '没有回答' });
    expect(await stateOf(order)).toMatchObject({ node: 'signed', counts: { rework: 1 } });
    lane.time.now += 50 * minuteMs;
    await take(village, order, 'answer', { note: '已更换井盖' });
    await take(chief, order, 'verify');
    await runTo(order, 'assessed');
    // One and a half for a late answer, half for the rework.
    expect((await stateOf(order)).points).toEqual([
      { unit: 'village', points: -2, reason: 'late, reworked' },
    ]);
    expect(await pointsByLedger()).toEqual({ village: -2 });
    expect(await pointsByQuery()).toEqual({ village: -2 });
    expect((await stateOf(id)).children).toMatchObject([{ id: order, outcome: 'closed' }]);
    expect((await lane.ledger.verify('toy')).bad).toBe(null);
  });

  /** A late matter whose deduction the village appeals against; the appeal has come before the leader. */
  async function appealed(): Promise<{ id: string; appeal: string }> {
    const id = await atVillage();
    lane.time.now += 3 * hourMs;
    await finish(id);
    expect(await pointsByLedger()).toEqual({ village: -1 });
    await take(village, id, 'appeal', { reason: '道路封闭，无法进入' });
    const appeal = await childOf(id);
    const early = await lane.take(leader, appeal, 1, 'grant', { note: '同意' });
    expect(isRefusal(early) && early.code).toBe('not-now');
    await take(duty, appeal, 'look', { note: '情况属实', finding: 'holds' });
    const unheld = await lane.take(duty, appeal, (await stateOf(appeal)).version, 'review', { note: '同意' });
    expect(isRefusal(unheld) && unheld.code).toBe('forbidden');
    await take(chief, appeal, 'review', { note: '同意' });
    return { id, appeal };
  }

  it('a deduction is appealed against in three steps, and given back exactly when it is granted', async () => {
    const { id, appeal } = await appealed();
    await take(leader, appeal, 'grant', { note: '予以冲回' });
    expect((await stateOf(id)).points).toEqual([
      { unit: 'village', points: -1, reason: 'late' },
      { unit: 'village', points: 1, reason: 'appeal-granted' },
    ]);
    expect(await pointsByLedger()).toEqual({ village: 0 });
    expect(await pointsByQuery()).toEqual({ village: 0 });
    expect((await lane.ledger.verify('toy')).bad).toBe(null);
  });

  it('a rejected appeal leaves what was taken', async () => {
    const { id, appeal } = await appealed();
    await take(leader, appeal, 'reject', { reason: '理由不成立' });
    expect((await stateOf(id)).children).toMatchObject([{ id: appeal, outcome: 'refused' }]);
    expect(await pointsByLedger()).toEqual({ village: -1 });
    expect(await pointsByQuery()).toEqual({ village: -1 });
    expect((await lane.ledger.verify('toy')).bad).toBe(null);
  });
});

/** Of the Monday, in China. */
const midnight = monday9 - 9 * hourMs;

describe('the points of a window', () => {
  beforeEach(() => open());

  it('are those of its bookings, whether it holds whole days, parts of days or both', async () => {
    const { pool } = lane.database;
    const { roll } = dice(20_261_122);
    const any = <T>(list: readonly T[]): T => must(list[Math.floor(roll() * list.length)], 'one of them');
    const booked = Array.from({ length: 600 }, () => ({
      at: monday9 + Math.floor(roll() * 6 * dayMs),
      unit: any(['city', 'town', 'village']),
      points: any([-2, -0.5, 1, 3]),
      reason: any(['late', 'rework']),
    }));
    const list = JSON.stringify(booked);
    await pool.query(
      `INSERT INTO score SELECT 'toy', b.at, 1, 'x', b.unit, b.points, b.reason
       FROM json_to_recordset($1) AS b (at bigint, unit text, points real, reason text)`,
      [list],
    );
    await pool.query(sumDays('score'));
    const instants = [
      ...booked.slice(0, 5).map(({ at }) => at),
      ...[1, 2, 5].map((day) => midnight + day * dayMs),
    ];
    for (const from of instants)
      for (const to of instants) {
        if (to < from) continue;
        const { bookings } = await openScoreQueries(lane.database).read(leader, {
          window: { from, to },
          orders: [],
          appeals: [],
          time: { utcOffsetMinutes: 480 },
          counted: { procedures: ['standard'], children: false },
        });
        const sums = new Map<string, [count: number, points: number]>();
        for (const { at, unit, reason, points } of booked) {
          if (at < from || at >= to) continue;
          const key = `${unit} ${reason} ${points < 0}`;
          const [count, sum] = sums.get(key) ?? [0, 0];
          sums.set(key, [count + 1, sum + points]);
        }
        const found = bookings.map(({ unit, reason, count, points }): [string, [number, number]] => [
          `${unit} ${reason} ${points < 0}`,
          [count, points],
        ]);
        expect(new Map(found)).toEqual(sums);
      }
  });
});
