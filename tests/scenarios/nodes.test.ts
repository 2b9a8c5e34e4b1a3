import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openLog } from '../../server/log.ts';
import { databaseLine } from '../../server/node/database-line.ts';
import { joinNodes } from '../../server/node/join.ts';
import type { NodePort } from '../../server/node/port.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';
import { testDatabaseUrl } from '../support/postgres.ts';
import { openScreen, type Screen } from '../support/screen.ts';

/** Two servers of one house on one database: what comes by one moves the screens of the other. */
const soonMs = 3_000;
/** The machine of the second server is behind by so much, in all that follows. */
const behindMs = 10 * 60_000;

describe('nodes that share a database', () => {
  let one: TestHouse;
  let other: TestHouse;
  let screens: Screen[] = [];
  const wait = async (what: () => boolean, ms = soonMs): Promise<void> =>
    void (await expect.poll(what, { timeout: ms, interval: 20 }).toBe(true));

  beforeAll(async () => {
    // Nodes of one house sign with one secret; else a sign-in at one is none at the other.
    const secrets = {
      SESSION_SECRET: 's'.repeat(40),
      SECRET_KEY: 'k'.repeat(40),
      RECORD_KEY: 'r'.repeat(40),
    };
    one = await testHouse({ env: secrets });
    other = await testHouse({
      env: { ...secrets, DATABASE_URL: one.databaseUrl },
      machine: () => Date.now() - behindMs,
    });
  });
  afterAll(async () => {
    for (const screen of screens) screen.close();
    screens = [];
    for (const house of [other, one]) await house?.stop();
  });

  async function screenAt(house: TestHouse, login: string, channels: string[], sensors: 'all' | [] = []) {
    const screen = openScreen({
      url: house.url,
      jurisdiction: 'jiangyin',
      channels,
      sensors,
      // The first server made the demo people; a sign-in counts at both.
      headers: { cookie: await signIn(one, 'jiangyin', login) },
    });
    screens.push(screen);
    await screen.until('home', ({ consistent }) => consistent, 10_000);
    return screen;
  }

  test('a reading that came by one node is on the screens of the other within a tick and a little', async () => {
    const seen = await screenAt(other, 'duty1', ['board:all'], 'all');
    // The server that started last issued the tokens of the demo.
    const password = must(other.demo.jurisdictions['jiangyin']?.sources['sim-devices'], 'a token');
    const client = await connectAsync(one.mqttUrl, { clientId: 'by-one', username: 'sim-devices', password });
    const answer = await fetch(`${one.url}/api/jiangyin/sensors`, {
      headers: { cookie: await signIn(one, 'jiangyin', 'duty1') },
    });
    const [sensor] = (await answer.json()) as { id: string }[];
    const took: number[] = [];
    for (let i = 1; i <= 5; i++) {
      const at = Date.now() + i;
      const value = i + 0.5;
      await client.publishAsync(
        'jh/jiangyin/readings',
        JSON.stringify({ sensor: must(sensor, 'a sensor').id, at, value }),
        { qos: 1 },
      );
      const sent = performance.now();
      await wait(() => [...seen.values.values()].some((shown) => shown.at === at && shown.value === value));
      took.push(performance.now() - sent);
    }
    await client.endAsync();
    // A tick is 250 ms; the machine of a test run may be busy, so the median is looked at.
    expect(took.sort((a, b) => a - b)[2]).toBeLessThan(600);
  });

  test('a machine whose clock is behind writes the same time, and takes what is of now', async () => {
    const { sources } = must(other.demo.jurisdictions['jiangyin'], 'a county');
    let key = 0;
    const send = async (house: TestHouse, what: string, source: string, body: unknown): Promise<Response> =>
      fetch(`${house.url}/api/jiangyin/${what}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${must(sources[source], source)}`,
          'idempotency-key': `behind-by-ten-${key++}`,
        },
        body: JSON.stringify(body),
      });
    const cookie = await signIn(one, 'jiangyin', 'duty1');
    const [sensor] = (await (
      await fetch(`${one.url}/api/jiangyin/sensors`, { headers: { cookie } })
    ).json()) as { id: string }[];
    const reading = { sensor: must(sensor, 'a sensor').id, at: Date.now() - 1_000, value: 7.25 };
    const taken = await send(other, 'readings', 'sim-devices', [reading]);
    expect(taken.status, await taken.clone().text()).toBeLessThan(300);

    const order = [other, one, other, one];
    const instants: number[] = [];
    for (const [i, house] of order.entries()) {
      const before = Date.now();
      const sent = await send(house, 'reports', 'hotline', {
        ...{ source: 'hotline', item: 'exposed-rubbish', title: `先后 ${i}` },
        place: { lng: 120.285, lat: 31.911 },
      });
      expect(sent.status, await sent.clone().text()).toBeLessThan(300);
      const { subject } = (await sent.json()) as { subject: string };
      const read = await fetch(`${one.url}/api/jiangyin/incidents/${subject}`, { headers: { cookie } });
      const { incident } = (await read.json()) as { incident: { reportedAt: number } };
      expect(Math.abs(incident.reportedAt - before)).toBeLessThan(5_000);
      instants.push(incident.reportedAt);
    }
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  });

  test('limits of attempts are counted by all nodes together', async () => {
    const tryAt = async ({ url }: TestHouse): Promise<number> => {
      const answer = await fetch(`${url}/api/jiangyin/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: 'nobody-here', password: 'not the password' }),
      });
      return answer.status;
    };
    for (let i = 0; i < 10; i++) expect(await tryAt(i % 2 === 0 ? one : other)).toBe(401);
    await expect.poll(() => tryAt(one), { timeout: 2_000 }).toBe(429);
    await expect.poll(() => tryAt(other), { timeout: 2_000 }).toBe(429);
  });

  test('who sits at a desk of one node is known at the other until it goes', async () => {
    const here = await screenAt(one, 'duty1', ['board:all', 'presence:all']);
    const there = await screenAt(other, 'leader', ['board:all', 'presence:all']);
    const seated = (screen: Screen): string[] =>
      [...(screen.presence.tables.get('seat')?.values() ?? [])].map((row) =>
        String((row as { who: string }).who),
      );
    here.feed.look({ incident: null, claim: false });
    await wait(() => seated(there).includes('duty1'));
    expect(seated(here)).toContain('duty1');
    here.close();
    await wait(() => !seated(there).includes('duty1'));
  });

  test('a wall of one node does what is told at the other, and follows the map of an officer there', async () => {
    const token = must(other.demo.jurisdictions['jiangyin']?.device, 'a wall');
    const wall = openScreen({
      url: one.url,
      jurisdiction: 'jiangyin',
      headers: { authorization: `Bearer ${token}` },
    });
    screens.push(wall);
    await wait(() => wall.orders.length === 1);
    expect(wall.orders[0]).toMatchObject({ version: 0, scene: null });
    const cookie = await signIn(one, 'jiangyin', 'duty1');
    const ask = async (path: string, body?: unknown): Promise<unknown> => {
      const answer = await fetch(`${other.url}/api/jiangyin${path}`, {
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
        headers: { cookie, origin: other.url, 'content-type': 'application/json' },
      });
      expect(answer.status).toBeLessThan(300);
      return answer.status === 204 ? null : answer.json();
    };
    const told = await ask('/walls/orders', { walls: 'all', set: { scene: 'sensing', follow: true } });
    expect(told).toMatchObject({ refused: [] });
    await wait(() => wall.orders.at(-1)?.scene === 'sensing');
    await ask('/walls/sight', { bounds: [120, 31.7, 120.4, 32] });
    await wait(() => wall.sights.length === 1);
    // A wall that comes back, at whichever node, is told what stands.
    wall.close();
    const again = openScreen({
      url: other.url,
      jurisdiction: 'jiangyin',
      headers: { authorization: `Bearer ${token}` },
    });
    screens.push(again);
    await wait(() => again.orders[0]?.scene === 'sensing');
  });

  // Last: a start issues the tokens of the demo anew.
  test('the rules are judged on one node: each cause is one matter, people act on it at any node, and another takes over', async () => {
    const at = async (house: TestHouse, path: string, body?: unknown): Promise<unknown> => {
      const cookie = await signIn(one, 'jiangyin', 'duty1');
      const answer = await fetch(`${house.url}/api/jiangyin/${path}`, {
        headers: { cookie, 'content-type': 'application/json' },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      });
      return answer.status === 204 ? null : answer.json();
    };
    interface Shown {
      id: string;
      sensors: string[];
      raises: number;
      acknowledged: { by: string } | null;
      incident: string | null;
    }
    const alarmsAt = async (house: TestHouse): Promise<Shown[]> =>
      ((await at(house, 'alarms')) as { alarms: Shown[] }).alarms;
    const listed = (await at(one, 'sensors')) as { id: string; quantity: string }[];
    const gas = listed.filter(({ quantity }) => quantity === 'gas-leak').slice(0, 12);
    expect(gas).toHaveLength(12);
    // Both nodes take readings; half of the leak is seen by each.
    const password = must(other.demo.jurisdictions['jiangyin']?.sources['sim-devices'], 'a token');
    const clients = await Promise.all(
      [one, other].map(({ mqttUrl }, i) =>
        connectAsync(mqttUrl, { clientId: `leak-${i}`, username: 'sim-devices', password }),
      ),
    );
    const leak = async (sensors: readonly { id: string }[]): Promise<void> => {
      const now = Date.now();
      for (const [i, { id }] of sensors.entries()) {
        const rows = [60, 40, 20, 0].map((secondsAgo) => ({
          sensor: id,
          at: now - secondsAgo * 1_000,
          value: 60,
        }));
        await clients[i % 2]?.publishAsync('jh/jiangyin/readings', JSON.stringify(rows), { qos: 1 });
      }
    };
    const ofGas = (list: readonly Shown[], sensors: readonly { id: string }[]): Shown[] =>
      list.filter((alarm) => sensors.some(({ id }) => alarm.sensors.includes(id)));
    await leak(gas.slice(0, 8));
    await expect
      .poll(async () => ofGas(await alarmsAt(one), gas).flatMap(({ sensors }) => sensors).length)
      .toBe(8);
    await expect
      .poll(async () => (await alarmsAt(other)).map(({ id, raises }) => [id, raises]))
      .toEqual((await alarmsAt(one)).map(({ id, raises }) => [id, raises]));
    await expect
      .poll(async () => ofGas(await alarmsAt(one), gas).every(({ incident }) => incident !== null))
      .toBe(true);
    const database = await openDatabase(one.databaseUrl, openLog('silent'));
    const matters = await database.pool.query<{ id: string }>(
      "select id from incident where item = 'gas-leak' order by id",
    );
    await database.close();
    expect(matters.rows.map(({ id }) => id)).toEqual(
      [...new Set(ofGas(await alarmsAt(one), gas).map(({ incident }) => incident))].sort(),
    );
    // Acknowledged at each node once; a second time at the other is refused with the name.
    for (const [i, house] of [one, other].entries()) {
      const alarm = must(ofGas(await alarmsAt(house), gas)[i], 'an alarm');
      expect(await at(house, `alarms/${alarm.id}/acknowledgement`, {})).toEqual({});
      expect(await at(i === 0 ? other : one, `alarms/${alarm.id}/acknowledgement`, {})).toMatchObject({
        reasonId: 'alarm-acknowledged',
      });
    }
    // The node that judges goes; the other has it all within its term.
    const before = (await alarmsAt(other)).map(({ id }) => id);
    for (const client of clients) await client.endAsync();
    clients[0] = clients[1] = await connectAsync(other.mqttUrl, {
      clientId: 'leak-on',
      username: 'sim-devices',
      password,
    });
    await one.restart();
    const gone = Date.now();
    await leak(gas.slice(8));
    await expect
      .poll(async () => ofGas(await alarmsAt(other), gas).flatMap(({ sensors }) => sensors).length, {
        timeout: 6_000,
      })
      .toBe(12);
    expect(Date.now() - gone).toBeLessThan(6_000);
    const after = await alarmsAt(other);
    expect(before.every((id) => after.some((alarm) => alarm.id === id))).toBe(true);
    expect(after.filter(({ acknowledged }) => acknowledged !== null)).toHaveLength(2);
    await clients[0].endAsync();
  }, 60_000);
});

describe('the port of nodes', () => {
  let databases: Database[] = [];
  const nodes: NodePort[] = [];
  const log = openLog('silent');

  afterAll(async () => {
    for (const node of nodes) await node.stop();
    for (const database of databases) await database.close();
  });

  test('carries what one tells to all others in order, asks after a gap, and says who is gone', async () => {
    const url = await testDatabaseUrl();
    databases = [await openDatabase(url, log), await openDatabase(url, log), await openDatabase(url, log)];
    const heard = new Map<string, string[]>();
    const asked: string[] = [];
    const gone: string[] = [];
    for (const database of databases) {
      const node = await joinNodes({ lines: [databaseLine(database)], clock: Date.now, log, beatMs: 200 });
      nodes.push(node);
      heard.set(node.id, []);
      node.hear('words', (body, from) => heard.get(node.id)?.push(`${from} ${body.toString()}`));
      node.onGap(() => Promise.resolve(void asked.push(node.id)));
      node.onGone((id) => gone.push(id));
    }
    const [a, b, c] = nodes.map((node) => node);
    if (!a || !b || !c) throw new Error('three nodes');
    await expect.poll(() => nodes.map((node) => node.others().length)).toEqual([2, 2, 2]);
    await expect.poll(() => new Set(asked).size).toBe(3);
    const words = Array.from({ length: 300 }, (_, i) => `字 ${i} ${'x'.repeat(i)}`);
    for (const word of words) a.tell('words', Buffer.from(word));
    a.tell('words', Buffer.alloc(a.mostBytes, 'y'));
    await expect.poll(() => heard.get(c.id)?.length).toBe(301);
    expect(heard.get(b.id)?.slice(0, 300)).toEqual(words.map((word) => `${a.id} ${word}`));
    expect(heard.get(a.id)).toEqual([]);
    // More at once than the queue holds: the others ask the tables.
    asked.length = 0;
    for (let i = 0; i < 5_000; i++) b.tell('words', Buffer.from('more'));
    await expect.poll(() => asked.includes(a.id) && asked.includes(c.id)).toBe(true);
    // What is too large, or cannot be understood, takes nothing else along and ends nobody.
    asked.length = 0;
    b.hear('broken', () => {
      throw new Error('of another version');
    });
    a.tell('words', Buffer.alloc(a.mostBytes + 1));
    a.tell('broken', Buffer.from('?'));
    a.tell('words', Buffer.from('after'));
    await expect.poll(() => heard.get(c.id)?.includes(`${a.id} after`)).toBe(true);
    expect(heard.get(c.id)?.some((words) => words.length > a.mostBytes + 20)).toBe(false);
    await expect.poll(() => asked.includes(b.id)).toBe(true);
    await c.stop();
    await expect.poll(() => gone).toEqual([c.id, c.id]);
    expect(a.others()).toEqual([b.id]);
  });
});
