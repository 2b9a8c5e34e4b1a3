import mqtt from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { IncidentRow, TodayRow } from '#shared/views/board.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';
import { openScreen, type Screen } from '../support/screen.ts';

let house: TestHouse;
let cookie: string;
let screen: Screen;
let sensors: Sensor[];
const county = 'jiangyin';

const get = async (path: string): Promise<unknown> =>
  (await fetch(`${house.url}/api/${county}${path}`, { headers: { cookie } })).json();

beforeAll(async () => {
  house = await testHouse();
  cookie = await signIn(house, county, 'duty1');
  sensors = (await get('/sensors')) as Sensor[];
  screen = openScreen({
    url: house.url,
    jurisdiction: county,
    channels: ['board:all', 'sensing:all'],
    sensors: 'all',
    headers: { cookie },
  });
  await screen.until('home', ({ consistent }) => consistent, 3_000);
});
afterAll(async () => {
  screen.close();
  await house.stop();
  expect(house.faults).toEqual([]);
});

async function report(): Promise<{ subject: string; seq: number }> {
  const { catalogue } = (await get('/pack')) as { catalogue: { id: string }[] };
  const answer = await fetch(`${house.url}/api/${county}/commands`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'idempotency-key': `key-${Math.random()}` },
    body: JSON.stringify({
      kind: 'report',
      source: 'hotline',
      item: must(catalogue[0], 'item').id,
      title: '路面塌陷',
      place: must(sensors[0], 'sensor').place,
    }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { subject: string; seq: number };
}

it('H1 a report over HTTP is on the board with its figures; its hash is the server’s', async () => {
  const { subject, seq } = await report();
  const now = await screen.until('the entry', (fresh) => fresh.seq >= seq && fresh.consistent, 2_000);
  expect(now.mismatches).toBe(0);
  const row = screen.board.tables.get('incident')?.get(subject) as IncidentRow | undefined;
  expect(row).toMatchObject({ title: '路面塌陷', node: 'reported', source: 'hotline' });
  const today = (): TodayRow => screen.board.tables.get('figure')?.get('today') as TodayRow;
  await screen.until('the figures, at most a second behind', () => today().reported > 0, 2_000);
});

it('H2 a reading over MQTT is on the screen with its own instant', async () => {
  const password = must(house.demo.jurisdictions[county]?.sources['sim-devices'], 'token');
  const client = await mqtt.connectAsync(house.mqttUrl, { username: 'sim-devices', password });
  const at = Date.now() - 1_234;
  const value = must(sensors[3], 'sensor').normal[0];
  await client.publishAsync(
    `jh/${county}/readings`,
    JSON.stringify([{ sensor: must(sensors[3], 'sensor').id, at, value }]),
    { qos: 1 },
  );
  await screen.until('the reading', () => screen.values.has(3), 2_000);
  expect(screen.values.get(3)).toEqual({ at, value: Math.fround(value) });
  await client.endAsync();
});

it('H3 the house restarts: the screen comes back to the same board, with another epoch', async () => {
  const { seq } = await report();
  await screen.until('the entry', (fresh) => fresh.seq >= seq, 2_000);
  const before = must(screen.feed.replicas()[0], 'replica').epoch;
  const rows = [...(screen.board.tables.get('incident') ?? new Map()).keys()].sort();
  await house.restart();
  await screen.until(
    'home again',
    (fresh) => fresh.consistent && must(screen.feed.replicas()[0], 'replica').epoch !== before,
    3_000,
  );
  expect([...(screen.board.tables.get('incident') ?? new Map()).keys()].sort()).toEqual(rows);
  expect(screen.feed.freshness()).toMatchObject({ mismatches: 0, link: 'live' });
});

it('H4 a wall comes in by its device token; nobody comes in without one', async () => {
  const token = must(house.demo.jurisdictions[county], county).device;
  const wall = openScreen({
    url: house.url,
    jurisdiction: county,
    headers: { authorization: `Bearer ${token}` },
  });
  await wall.until('home', ({ consistent }) => consistent, 3_000);
  wall.close();
  const nobody = openScreen({ url: house.url, jurisdiction: county });
  const refused = await nobody.until('the refusal', ({ link }) => link === 'refused', 3_000);
  expect(refused.reason).toMatchObject({ code: 'unauthenticated', reasonId: 'sign-in-first' });
  nobody.close();
});
