import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, Person } from '#shared/access/person.ts';
import type { Form } from '#shared/incident/command.ts';
import { clockActor } from '#shared/incident/due.ts';
import { must } from '#shared/kernel/must.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/supervision.ts';
import { openRecords } from '../../server/ledger/records.ts';
import { person, testReport } from '../support/county.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { monday9 } from '../support/incident-world.ts';
import { done, duty, handler } from '../support/orders.ts';
import { supervisedPack } from '../support/supervised-county.ts';

let house: HttpHouse;
let ask: (address: string) => Promise<{ status: number; body: unknown }>;
let askAsTown: typeof ask;
let askAsCity: typeof ask;
const ids: Record<'late' | 'east' | 'forced' | 'reminded', string> = {
  late: '',
  east: '',
  forced: '',
  reminded: '',
};
let order = '';
let appeal = '';

const send = (by: Person | Actor, command: Parameters<HttpHouse['execute']>[0]['command']) =>
  house.execute({ jurisdiction: 'toy', by, command });
async function take(by: Person | Actor, id: string, transition: string, form: Form = {}): Promise<void> {
  const { version } = must(await openRecords(house.database).incident('toy', id), id);
  done(await send(by, { kind: 'take', incident: id, version, transition, form }));
}
async function atUnit(unit: string, lng: number): Promise<string> {
  const { subject: id } = done(await send(duty, testReport({ place: { lng, lat: 31 } })));
  await take(duty, id, 'accept');
  await take(duty, id, 'file');
  await take(duty, id, 'dispatch', { lead: unit });
  await take(handler(unit), id, 'sign');
  await take(handler(unit), id, 'start-work');
  return id;
}
async function assess(id: string, unit: string): Promise<void> {
  await take(handler(unit), id, 'feed-back', {
    note: '已处置',
    evidence: [{ kind: 'text', text: '现场照片', at: 0 }],
  });
  await take(duty, id, 'pass-check');
  await take(duty, id, 'close');
  await take(duty, id, 'evaluate', { rating: 5 });
  await take(duty, id, 'assess');
}
const now = (): number => must(house.clock.now ?? undefined, 'a clock in the hand');
const speak = async (kind: 'remind' | 'lapse' | 'escalate', incident: string): Promise<void> =>
  void done(await send(clockActor, { kind, incident, clock: 'handling' }));

beforeAll(async () => {
  house = await openHttpHouse([supervisedPack()]);
  house.clock.now = monday9;
  ids.late = await atUnit('village', 119.5);
  ids.east = await atUnit('city', 120.5);
  ids.forced = await atUnit('village', 119.5);
  await take(duty, ids.forced, 'force-close', { reason: '现场已灭失' });
  const onTime = await atUnit('village', 119.5);
  await assess(onTime, 'village');
  house.clock.now = monday9 + 3 * hourMs;
  for (const id of [ids.late, ids.east]) {
    await speak('lapse', id);
    await speak('escalate', id);
  }
  await take(duty, ids.late, 'supervise', {
    level: 'centre',
    duty: '说明原因',
    reason: '超时',
    limit: { amount: 60, unit: 'urgent-minute' },
  } as Form);
  order = must((await openRecords(house.database).incident('toy', ids.late))?.children?.[0]?.id, 'an order');
  await take(handler('village'), order, 'sign');
  await take(handler('village'), order, 'answer', { note: '已办' });
  await take(duty, order, 'verify');
  await take(duty, order, 'assess');
  ids.reminded = await atUnit('village', 119.5);
  house.clock.now = now() + 84 * minuteMs;
  await speak('remind', ids.reminded);
  const worse = await atUnit('city', 120.5);
  house.clock.now = now() + 3 * hourMs;
  await assess(worse, 'city');
  await take(handler('city'), worse, 'appeal', { reason: '道路封闭' });
  appeal = must((await openRecords(house.database).incident('toy', worse))?.children?.[0]?.id, 'an appeal');
  house.clock.now = now() + minuteMs;
  const [leader, town, city] = [
    await house.signIn('leader'),
    await house.signIn('town'),
    await house.signIn('city'),
  ];
  ask = (address) => leader('GET', address);
  askAsTown = (address) => town('GET', address);
  askAsCity = (address) => city('GET', address);
});
afterAll(() => house.close());

describe('GET /supervision', () => {
  const listOf = async (who = ask, query = '') =>
    wire.supervisionList.parse((await who(`/supervision${query}`)).body);

  it('says of each why it is there and who was told', async () => {
    const { rows, counts, total } = await listOf();
    const by = new Map(rows.map((row) => [row.id, row]));
    expect(by.get(ids.late)).toMatchObject({
      concerns: ['overdue', 'escalated', 'supervised'],
      lead: 'village',
      told: {
        kind: 'escalated',
        clock: 'handling',
        rung: 2,
        to: [{ unit: 'town' }],
        skipped: ['supervisor'],
      },
    });
    expect(by.get(ids.reminded)).toMatchObject({
      concerns: ['reminded'],
      told: { kind: 'reminded', to: [{ unit: 'village' }], rung: 0 },
    });
    expect(by.get(ids.forced)).toMatchObject({ concerns: ['forced'], open: false, told: null });
    expect(counts).toEqual({
      overdue: 2,
      reminded: 1,
      escalated: 2,
      returned: 0,
      reworked: 0,
      supervised: 1,
      forced: 1,
    });
    expect(total).toBe(rows.length);
    expect(rows.slice(0, 2).map(({ overdue }) => overdue)).toEqual([true, true]);
  });

  it('shows a town and a department their own, and a part to who sees it', async () => {
    expect((await listOf(askAsTown)).rows.map(({ id }) => id).sort()).toEqual(
      [ids.late, ids.forced, ids.reminded].sort(),
    );
    expect((await listOf(askAsCity)).rows.map(({ id }) => id)).toEqual([ids.east]);
    expect((await listOf(ask, '?scope=grid/e')).rows.map(({ id }) => id)).toEqual([ids.east]);
    expect((await askAsTown('/supervision?scope=grid/e')).status).toBe(403);
  });
});

describe('GET /scores', () => {
  const scoresOf = async (who = ask, query = '') => wire.scores.parse((await who(`/scores${query}`)).body);

  it('adds up what was booked, with its reasons, orders and appeals', async () => {
    const { units } = await scoresOf();
    const by = new Map(units.map((row) => [row.unit, row]));
    expect(by.get('village')).toMatchObject({
      points: 0.5,
      gained: { count: 1, points: 1 },
      lost: { count: 1, points: -0.5 },
      orders: { received: 1, answered: 1, onTime: 1, open: 0 },
    });
    expect(by.get('city')).toMatchObject({
      points: -1,
      reasons: [{ reason: 'late', count: 1, points: -1 }],
      appeals: { filed: 1, granted: 0, rejected: 0, open: 1 },
      onTimeHandling: { numerator: 0, denominator: 2 },
    });
  });

  it('opens to the incidents, and an appeal that was granted adds its line', async () => {
    const before = wire.bookings.parse((await ask('/scores/city')).body);
    expect(before.rows.map(({ points, reason }) => [points, reason])).toEqual([[-1, 'late']]);
    // Who looked into it does not review it.
    const chief = person('duty', { id: 'chief', post: 'duty-chief' });
    await take(duty, appeal, 'look', { note: '属实', finding: 'holds' });
    await take(chief, appeal, 'review', { note: '同意' });
    await take(person('leader', { post: 'leader' }), appeal, 'grant', { note: '冲回' });
    house.clock.now = now() + 1;
    const after = wire.bookings.parse((await ask('/scores/city')).body);
    expect(after.rows.map(({ points, reason }) => [points, reason])).toEqual([
      [1, 'appeal-granted'],
      [-1, 'late'],
    ]);
    expect(new Set(after.rows.map(({ incident }) => incident)).size).toBe(1);
    const one = wire.bookings.parse((await ask('/scores/city?reason=late')).body);
    expect(one).toMatchObject({ total: 1, rows: [{ reason: 'late' }] });
    const city = (await scoresOf()).units.find(({ unit }) => unit === 'city');
    expect(city).toMatchObject({ points: 0, appeals: { filed: 1, granted: 1, open: 0 } });
    expect((await ask('/scores/nobody')).status).toBe(404);
  });

  it('keeps to the scope of the asker', async () => {
    expect((await scoresOf(askAsTown)).units.map(({ unit }) => unit)).toEqual(['village']);
    expect((await scoresOf(askAsCity)).units.map(({ unit }) => unit)).toEqual(['city']);
    expect((await scoresOf(ask, '?scope=grid/e')).units.map(({ unit }) => unit)).toEqual(['city']);
  });
});
