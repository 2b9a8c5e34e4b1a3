import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Unit } from '#shared/pack/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { IncidentDetail } from '#shared/wire/http.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';
import { openScreen, type Screen } from '../support/screen.ts';

/** An order goes from the centre to a village's desk and back, through the ledger, with its receipts. */
const county = 'jiangyin';
type Seat = 'duty1' | 'village-desk' | 'dept-desk';
let house: TestHouse;
let screen: Screen;
const cookies = {} as Record<Seat, string>;
let incident: string;
let unit: string;

beforeAll(async () => {
  house = await testHouse();
  for (const seat of ['duty1', 'village-desk', 'dept-desk'] as const)
    cookies[seat] = await signIn(house, county, seat);
  const pack = await read<{ units: Unit[]; catalogue: { id: string; procedure: string }[] }>('/pack');
  const village = await read<{ unit: string; grids: string[] }>('/session', 'village-desk');
  unit = village.unit;
  const place: Point = must(
    pack.units.find(({ id }) => id === unit),
    unit,
  ).place;
  const item = must(
    pack.catalogue.find(({ procedure }) => procedure === 'standard'),
    'item',
  ).id;
  const made = await send('duty1', { kind: 'report', source: 'patrol', item, title: '路面塌陷', place });
  incident = must(made.subject, 'incident');
  for (const [transition, form] of [
    ['accept', {}],
    ['file', {}],
    ['dispatch', { lead: unit, co: [] }],
  ] as const) {
    const { version } = (await state()).incident;
    expect((await send('duty1', { kind: 'take', incident, version, transition, form })).status).toBe(200);
  }
  screen = openScreen({
    url: house.url,
    jurisdiction: county,
    channels: [`board:unit/${unit}`],
    headers: { cookie: cookies['village-desk'] },
  });
  await screen.until('home', ({ consistent }) => consistent, 5_000);
});
afterAll(async () => {
  screen.close();
  await house.stop();
  expect(house.faults).toEqual([]);
});

async function read<T>(path: string, seat: Seat = 'duty1'): Promise<T> {
  const answer = await fetch(`${house.url}/api/${county}${path}`, { headers: { cookie: cookies[seat] } });
  return (await answer.json()) as T;
}
const state = (): Promise<IncidentDetail> => read<IncidentDetail>(`/incidents/${incident}`);
async function send(seat: Seat, body: object): Promise<{ status: number; subject?: string; code?: string }> {
  const answer = await fetch(`${house.url}/api/${county}/commands`, {
    method: 'POST',
    headers: {
      cookie: cookies[seat],
      'content-type': 'application/json',
      'idempotency-key': `channel-${Math.random()}`,
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}
const row = (): IncidentRow => screen.board.tables.get('incident')?.get(incident) as IncidentRow;
const say = (seat: Seat, more: object) => send(seat, { kind: 'say', incident, text: '立即封路', ...more });

it('C1 an order marks the row of the unit until it is read, and until it is answered', async () => {
  expect(row()).toMatchObject({ unread: [], unanswered: [] });
  expect((await say('duty1', { order: true, to: [unit] })).status).toBe(200);
  await screen.until('unread', () => row().unread.includes(unit), 3_000);
  const [order] = must((await state()).incident.messages, 'messages');
  const id = must(order, 'order').id;
  expect((await send('village-desk', { kind: 'see', incident, messages: [id] })).status).toBe(200);
  await screen.until('read', () => row().unread.length === 0, 3_000);
  expect(row().unanswered).toEqual([unit]);
  expect((await say('village-desk', { text: '收到', replyTo: id })).status).toBe(200);
  await screen.until('answered', () => row().unanswered.length === 0, 3_000);
  const [read, reply] = must((await state()).incident.messages, 'messages');
  expect(read).toMatchObject({ order: true, seen: [{ by: { unit } }] });
  expect(reply).toMatchObject({ replyTo: id, order: false, by: { unit } });
});

it('C2 words of others do not make an officer’s view out of date', async () => {
  const { version } = (await state()).incident;
  await say('village-desk', { text: '已到场' });
  const taken = await send('duty1', {
    kind: 'take',
    incident,
    version,
    transition: 'return',
    form: { reason: '不属于本单位' },
  });
  expect(taken.status).toBe(200);
});

it('C3 a handler gives no orders, and nobody speaks where nothing is to be seen', async () => {
  expect(await say('village-desk', { order: true })).toMatchObject({ status: 403, code: 'forbidden' });
  expect(await say('dept-desk', {})).toMatchObject({ status: 404, code: 'unknown' });
  const { messages = [] } = (await state()).incident;
  const told = { kind: 'see', incident, messages: messages.map(({ id }) => id) };
  expect(await send('dept-desk', told)).toMatchObject({ status: 404 });
});

it('C4 an order to a unit without a task reaches it: it sees the matter, reads, answers, and is not taken for its unit of work', async () => {
  const { unit: dept } = await read<{ unit: string }>('/session', 'dept-desk');
  expect((await read<{ code?: string }>(`/incidents/${incident}`, 'dept-desk')).code).toBe('unknown');
  expect((await say('duty1', { order: true, to: [dept] })).status).toBe(200);
  const seen = await read<IncidentDetail>(`/incidents/${incident}`, 'dept-desk');
  const order = must(seen.incident.messages?.at(-1), 'the order');
  expect(order).toMatchObject({ order: true, to: [dept] });
  expect(seen.incident.tasks.some((task) => task.unit === dept)).toBe(false);
  expect((await send('dept-desk', { kind: 'see', incident, messages: [order.id] })).status).toBe(200);
  expect((await say('dept-desk', { text: '已派队伍', replyTo: order.id })).status).toBe(200);
  await screen.until('answered', () => !row().unanswered.includes(dept), 3_000);
  const { rows: listed } = await read<{ rows: { id: string }[] }>('/incidents', 'dept-desk');
  expect(listed.map(({ id }) => id)).toContain(incident);
});
