import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.stop());

const pack = (cookie: string): Promise<Response> =>
  fetch(`${house.url}/api/jiangyin/pack`, { headers: { cookie } });

async function asAdmin(method: string, path: string, body?: unknown): Promise<Response> {
  const cookie = await signIn(house, 'jiangyin', 'demo-admin');
  return fetch(`${house.url}/api/jiangyin${path}`, {
    method,
    headers: { cookie, origin: house.url, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

test('a paired wall stays in over a restart, for years, until its token is revoked', async () => {
  const made = await asAdmin('POST', '/devices', { name: '一号大屏' });
  const { id, token } = (await made.json()) as { id: string; token: string };
  const paired = await fetch(`${house.url}/api/jiangyin/session/device`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.url },
    body: JSON.stringify({ token }),
  });
  expect(paired.status).toBeLessThan(300);
  const set = must(paired.headers.get('set-cookie'), 'cookie');
  const lasts = Date.parse(must(/expires=([^;]+)/i.exec(set)?.[1], 'expiry')) - Date.now();
  expect(lasts).toBeGreaterThan(365 * 86_400_000);
  const cookie = must(set.split(';')[0], 'cookie');
  expect((await pack(cookie)).status).toBe(200);

  await house.restart();
  expect((await pack(cookie)).status).toBe(200);

  const line = await openLine(cookie);
  const revoked = await asAdmin('DELETE', `/devices/${id}`);
  expect(revoked.status).toBeLessThan(300);
  expect(await line.cutWithin(3_000)).toBe('this sign-in has ended or changed');
  expect((await pack(cookie)).status).toBe(401);
});

test('a screen is let in by the code it shows, obeys within its part alone, and is out within seconds', async () => {
  const post = (cookie: string, path: string, body: unknown = {}): Promise<Response> =>
    fetch(`${house.url}/api/jiangyin${path}`, {
      method: 'POST',
      headers: { cookie, origin: house.url, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const begun = await post('', '/walls/pairing');
  const { code, secret } = (await begun.json()) as { code: string; secret: string };
  expect(await (await post('', '/walls/pairing/claim', { secret })).json()).toEqual({ state: 'waiting' });
  const officer = await signIn(house, 'jiangyin', 'duty1');
  const town = '320281-001';
  const give = { code: code.toLowerCase(), name: '二楼大厅', grids: [town], scene: 'grid' };
  // A leader may tell walls what to show, and lets none in.
  expect((await post(await signIn(house, 'jiangyin', 'leader'), '/walls', give)).status).toBe(403);
  expect((await post(officer, '/walls', { ...give, code: 'AAA AAA' })).status).toBe(404);
  const { id } = (await (await post(officer, '/walls', give)).json()) as { id: string };
  expect((await post(officer, '/walls', give)).status).toBe(404);

  const claimed = await post('', '/walls/pairing/claim', { secret });
  expect(await claimed.json()).toMatchObject({
    state: 'paired',
    person: { id, role: 'wall', grids: [town] },
  });
  const wall = must(must(claimed.headers.get('set-cookie'), 'cookie').split(';')[0], 'cookie');
  expect((await post('', '/walls/pairing/claim', { secret })).status).toBe(404);
  expect((await pack(wall)).status).toBe(200);

  // A wall tells no wall anything; what lies outside of its part it does not show.
  expect((await post(wall, '/walls/orders', { walls: [id], set: { scene: 'grid' } })).status).toBe(403);
  const tell = async (set: unknown): Promise<unknown> =>
    (await post(officer, '/walls/orders', { walls: [id], set })).json();
  expect(await tell({ grid: '320281-002' })).toMatchObject({
    told: [],
    refused: [{ wall: id, reasonId: 'wall-not-there' }],
  });
  expect(await tell({ incident: 'none' })).toMatchObject({ refused: [{ reasonId: 'wall-no-matter' }] });
  // A playlist may name cameras of the wall's own part alone.
  const camerasOf = async (cookie: string): Promise<string[]> => {
    const answer = await fetch(`${house.url}/api/jiangyin/cameras`, { headers: { cookie } });
    return ((await answer.json()) as { id: string }[]).map(({ id }) => id);
  };
  const own = await camerasOf(wall);
  const away = must(
    (await camerasOf(officer)).find((one) => !own.includes(one)),
    'a camera elsewhere',
  );
  const listing = (...cameras: string[]): object => ({
    playlist: [{ from: '00:00', to: '23:59', days: [], scene: 'sensing', seconds: 30, cameras }],
  });
  expect(await tell(listing(must(own[0], 'a camera'), away))).toMatchObject({
    told: [],
    refused: [{ reasonId: 'wall-not-there' }],
  });
  expect(await tell(listing('no-camera'))).toMatchObject({ refused: [{ reasonId: 'unknown-thing' }] });
  expect(await tell({ ...listing(must(own[0], 'a camera')), scene: 'grid' })).toMatchObject({ told: [id] });
  expect(await tell({ grid: town, message: { text: '请看这里', urgent: false, until: null } })).toEqual({
    told: [id],
    refused: [],
  });
  const list = await fetch(`${house.url}/api/jiangyin/walls`, { headers: { cookie: officer } });
  const mine = ((await list.json()) as { id: string; order: object }[]).find((one) => one.id === id);
  expect(mine).toMatchObject({
    name: '二楼大厅',
    order: {
      version: 3,
      scene: 'grid',
      grid: town,
      playlist: [{ cameras: [own[0]] }],
      by: { id: 'duty1' },
      message: { text: '请看这里' },
    },
  });

  const line = await openLine(wall);
  const gone = await fetch(`${house.url}/api/jiangyin/walls/${id}`, {
    method: 'DELETE',
    headers: { cookie: officer, origin: house.url },
  });
  expect(gone.status).toBe(204);
  expect(await line.cutWithin(3_000)).not.toBeNull();
  expect((await pack(wall)).status).toBe(401);
  const audit = await fetch(`${house.url}/api/jiangyin/audit?limit=50`, {
    headers: { cookie: await signIn(house, 'jiangyin', 'demo-auditor') },
  });
  expect(audit.status).toBe(200);
  const { rows } = (await audit.json()) as { rows: { act: string; about?: string }[] };
  const acts = rows.filter(({ about }) => about?.includes(id)).map(({ act }) => act);
  expect(new Set(acts)).toEqual(
    new Set(['screen-issued', 'screen-paired', 'screen-ordered', 'screen-revoked']),
  );
});

test('who signs out in one tab is off the line in the others at once, and another browser stays', async () => {
  const [mine, other] = [await signIn(house, 'jiangyin', 'duty1'), await signIn(house, 'jiangyin', 'duty1')];
  const [tab, second, elsewhere] = [await openLine(mine), await openLine(mine), await openLine(other)];
  await fetch(`${house.url}/api/jiangyin/session`, {
    method: 'DELETE',
    headers: { cookie: mine, origin: house.url },
  });
  expect(await tab.cutWithin(3_000)).toBe('this sign-in has ended or changed');
  expect(await second.cutWithin(3_000)).toBe('this sign-in has ended or changed');
  expect(await elsewhere.cutWithin(300)).toBeNull();
});

test('a revoked token ends its open MQTT lines at once, and those of others go on', async () => {
  const issue = async (source: string): Promise<{ id: string; token: string }> => {
    const made = await asAdmin('POST', '/sources', { source, doors: ['readings'] });
    return (await made.json()) as { id: string; token: string };
  };
  const [gone, stays] = [await issue('gauge-a'), await issue('gauge-b')];
  const connect = (source: string, { token }: { token: string }) =>
    connectAsync(house.mqttUrl, { username: source, password: token, clientId: source, reconnectPeriod: 0 });
  const [first, second] = [await connect('gauge-a', gone), await connect('gauge-b', stays)];
  const closed = new Promise<void>((done) => first.once('close', () => done()));
  expect((await asAdmin('DELETE', `/sources/${gone.id}`)).status).toBe(204);
  await Promise.race([closed, sleep(3_000).then(() => Promise.reject(new Error('the line is still open')))]);
  expect(second.connected).toBe(true);
  await expect(connect('gauge-a', gone)).rejects.toThrow();
  await second.endAsync(true);
});

/** A line to the house, and why it was cut, if it was. */
async function openLine(cookie: string): Promise<{ cutWithin(ms: number): Promise<string | null> }> {
  const socket = io(house.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    query: { jurisdiction: 'jiangyin' },
    extraHeaders: { cookie },
  });
  let why: string | null = null;
  socket.on('cut', ({ reason }: { reason: string }) => (why = reason));
  await new Promise<void>((done, fail) => {
    socket.on('welcome', () => done());
    socket.on('connect_error', fail);
  });
  return {
    async cutWithin(ms) {
      for (const until = Date.now() + ms; why === null && Date.now() < until;) await sleep(20);
      socket.close();
      return why;
    },
  };
}
