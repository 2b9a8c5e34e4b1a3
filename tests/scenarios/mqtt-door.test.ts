import { connectAsync, type MqttClient } from 'mqtt';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { maxBytes } from '#shared/sensing/reading.ts';
import { openWebSocketDoor } from '../../server/ingest/web-socket.ts';
import { listen } from '../../server/listen.ts';
import type { Execute } from '../../server/ports.ts';
import { openHotHouse, type HotHouse } from '../support/hot-house.ts';
import { testDatabase } from '../support/postgres.ts';
import { sensingPack } from '../support/sensing.ts';

let made: Awaited<ReturnType<typeof testDatabase>>;
let house: HotHouse;
const clients: MqttClient[] = [];
/** What the doors told the record. */
const orders: Parameters<Execute>[0][] = [];
const litter = { id: 'rubbish', items: ['manhole'], floor: 0.6, classes: { trash: 'manhole' } };

beforeAll(async () => {
  made = await testDatabase();
  house = await openHotHouse({
    database: made.database,
    packs: [sensingPack({ models: [litter] }), sensingPack({ id: 'other' })],
    execute: (order) => {
      orders.push(order);
      return Promise.resolve({ kind: 'done', subject: `m-${orders.length}`, version: 1, seq: 1 });
    },
  });
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await house.stop();
  await made.stop();
});

async function join(clientId: string, username = 'box', password = 'secret'): Promise<MqttClient> {
  const client = await connectAsync(house.broker.url, { clientId, username, password, reconnectPeriod: 0 });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}
const closing = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => client.once('close', () => resolve()));
/** Calls back with each refusal the client hears of. */
async function hearErrors(
  client: MqttClient,
  heard: (answer: Answer) => void,
  jurisdiction = 'toy',
): Promise<void> {
  // Before the subscription is confirmed: both may come in one piece.
  client.on('message', (_topic, payload) => heard(JSON.parse(payload.toString()) as Answer));
  await client.subscribeAsync(`jh/${jurisdiction}/errors/${client.options.clientId}`, { qos: 0 });
}
interface Answer {
  messageId: number | null;
  code?: string;
  reason?: string;
  taken?: number;
  refused?: { index: number; code: string; reason: string; field?: string }[];
  refusedCount?: number;
}
const rows = async (): Promise<{ at: number; value: number }[]> =>
  (await made.database.pool.query<{ at: number; value: number }>('select at, value from reading order by at'))
    .rows;

describe('readings over MQTT', () => {
  test('are in the database before they are acknowledged', async () => {
    const client = await join('before-ack');
    for (let i = 0; i < 20; i++) {
      const at = Date.now() + i;
      await client.publishAsync('jh/toy/readings', JSON.stringify({ sensor: 's-0', at, value: i }), {
        qos: 1,
      });
      expect((await rows()).some((row) => row.at === at && row.value === i)).toBe(true);
      expect(house.lane.latest('toy').at[0]).toBe(at);
    }
  });

  test('a batch keeps the good ones, and its client hears which failed and why', async () => {
    const client = await join('batch');
    const answer = new Promise<Answer>((resolve) => void hearErrors(client, resolve));
    await hearErrors(client, () => undefined);
    const now = Date.now();
    const before = (await rows()).length;
    const readings = [
      { sensor: 's-1', at: now, value: 1 },
      { sensor: 'nobody', at: now, value: 1 },
      { sensor: 's-1', at: 0, value: 1 },
      { sensor: 's-1', at: now + 3_600_000, value: 1 },
      { sensor: 's-1', at: now, value: 2 },
      { sensor: 's-1', at: now - 5, value: 3 },
      { sensor: 's-1', at: now + 1, value: 'high' },
    ];
    const text = JSON.stringify({ readings }).replace('"value":3', '"value":1e309');
    await client.publishAsync('jh/toy/readings', text, { qos: 1 });
    expect(await answer).toMatchObject({
      taken: 1,
      refusedCount: 6,
      refused: [
        { index: 1, code: 'unknown', field: 'sensor' },
        { index: 2, code: 'too-old', field: 'at' },
        { index: 3, code: 'future', field: 'at' },
        { index: 5, code: 'absurd', field: 'value' },
        { index: 6, code: 'invalid', field: 'value' },
        { index: 4, code: 'conflict', field: 'value' },
      ],
      differs: 1,
      known: 0,
    });
    expect((await rows()).length).toBe(before + 1);
  });

  test('late data is stored at its instant and does not become the latest', async () => {
    const client = await join('late');
    const at = Date.now();
    await client.publishAsync('jh/toy/readings', JSON.stringify({ sensor: 's-2', at, value: 1 }), { qos: 1 });
    const late = JSON.stringify({ sensor: 's-2', at: new Date(at - 60_000).toISOString(), value: 9 });
    await client.publishAsync('jh/toy/readings', late, { qos: 1 });
    const latest = house.lane.latest('toy');
    expect([latest.at[2], latest.value[2]]).toEqual([at, 1]);
    expect((await rows()).some((row) => row.at === at - 60_000 && row.value === 9)).toBe(true);
  });

  test('positions and camera states are acknowledged after their commit too', async () => {
    const client = await join('others');
    const at = Date.now();
    await client.publishAsync(
      'jh/toy/positions',
      JSON.stringify({ staff: 's-w-1-1', at, lng: 119.5, lat: 31 }),
      { qos: 1 },
    );
    await client.publishAsync('jh/toy/cameras', JSON.stringify([{ camera: 'c-0', at, online: true }]), {
      qos: 1,
    });
    const found = await made.database.pool.query(
      'select from staff_position union all select from camera_state',
    );
    expect(found.rowCount).toBe(2);
    expect(house.lane.staff('toy', at, null)).toEqual({ total: 2, online: 1 });
    expect(house.lane.cameras('toy', null)).toEqual({ total: 2, online: 1 });
  });
});

describe('what a door says of what it takes', () => {
  test('out of range is told, a BOM is passed over, and one bad entry of a list spoils no other', async () => {
    const client = await join('tolerant');
    const answer = new Promise<Answer>((resolve) => void hearErrors(client, resolve));
    await hearErrors(client, () => undefined);
    const at = Date.now() + 30_000;
    const text = `\uFEFF[{"sensor":"s-0","at":${at},"value":1},{"sensor":"s-0","at":${at + 1},"value":NaN},{"sensor":"s-0","at":${at + 2},"value":101}]`;
    await client.publishAsync('jh/toy/readings', text, { qos: 1 });
    expect(await answer).toMatchObject({
      taken: 2,
      refused: [{ index: 1, code: 'absurd', field: 'value' }],
      warned: [{ index: 2, code: 'out-of-range', field: 'value' }],
    });
  });

  test('a last will counts from when it is spoken, whatever instant was written into it and whatever came before', async () => {
    const at = Date.now();
    const client = await connectAsync(house.broker.url, {
      clientId: 'camera',
      username: 'box',
      password: 'secret',
      reconnectPeriod: 0,
      will: {
        topic: 'jh/toy/cameras',
        qos: 1 as const,
        retain: false,
        payload: Buffer.from(JSON.stringify({ camera: 'c-1', at: at - 5_000, online: false })),
      },
    });
    client.on('error', () => undefined);
    // Its clock runs ahead besides.
    await client.publishAsync(
      'jh/toy/cameras',
      JSON.stringify({ camera: 'c-1', at: at + 30_000, online: true }),
      {
        qos: 1,
      },
    );
    expect(house.lane.cameraStates.isOnline('toy', 'c-1')).toBe(true);
    client.stream.destroy();
    await expect.poll(() => house.lane.cameraStates.isOnline('toy', 'c-1')).toBe(false);
    // What an outside broker speaks in its place has no instant at all.
    await house.doors.cameraStates('toy', 'box', { camera: 'c-1', online: true });
    expect(house.lane.cameraStates.isOnline('toy', 'c-1')).toBe(true);
    expect(await house.doors.cameraStates('toy', 'box', { camera: 'c-1', at, online: false })).toMatchObject({
      taken: 1,
    });
    expect(house.lane.cameraStates.isOnline('toy', 'c-1')).toBe(true);
  });

  test('a place that nobody can be at is refused by its field, and another place at the same instant stays out', async () => {
    const at = Date.now();
    const place = { staff: 's-w-1-1', at, lng: 119.5, lat: 31 };
    const list = [
      { ...place, lng: 0, lat: 0 },
      { ...place, lng: 116.4, lat: 39.9 },
      { ...place, lat: 0 },
      place,
      place,
      { ...place, lat: 31.1 },
    ];
    expect(await house.doors.positions('toy', 'box', list)).toMatchObject({
      taken: 1,
      known: 1,
      differs: 1,
      refused: [
        { index: 0, code: 'absurd', field: 'lng' },
        { index: 1, code: 'absurd', field: 'lng' },
        { index: 2, code: 'absurd', field: 'lat' },
        { index: 4, code: 'duplicate' },
        { index: 5, code: 'conflict' },
      ],
    });
  });
});

describe('Frigate', () => {
  const startedAt = (Date.now() - 30_000) / 1_000;
  /** As Frigate 0.15 publishes it, with what this house has no use for. */
  const told = (type: string, after: object) =>
    JSON.stringify({
      type,
      before: { id: 'x' },
      after: { id: 'e-1', camera: 'c-0', label: 'trash', ...after },
    });
  const base = {
    ...{ start_time: startedAt, end_time: null, score: 0.71, top_score: 0.55, false_positive: false },
    ...{ sub_label: null, has_snapshot: true, entered_zones: ['gate'], box: [1, 2, 3, 4], stationary: false },
  };

  test('an object is one sighting however often it is told of, once it is sure enough', async () => {
    const client = await join('frigate');
    const heard: Answer[] = [];
    await hearErrors(client, (answer) => heard.push(answer));
    const say = (text: string, topic = 'frigate/events') => client.publishAsync(topic, text, { qos: 1 });
    const before = orders.length;
    await say(told('new', base));
    await say(told('update', { ...base, label: 'dog', top_score: 0.99 }));
    await say(told('update', { ...base, top_score: 0.9, false_positive: true }));
    expect(orders.length).toBe(before);
    await say(told('update', { ...base, top_score: 0.83 }));
    await say(told('update', { ...base, top_score: 0.88 }));
    await say(told('end', { ...base, top_score: 0.88 }));
    const [order, ...more] = orders.slice(before);
    expect(more).toEqual([]);
    expect(order).toMatchObject({
      by: { id: 'box', role: 'source' },
      key: `camera:c-0:rubbish:manhole:${Math.round(startedAt * 1_000)}`,
      command: { item: 'manhole', detail: 'Frigate 识别 trash，区域 gate（rubbish，置信度 83%）' },
    });
    // What it publishes besides is passed over, and told to nobody as a fault.
    await say('online', 'frigate/available');
    await say('{}', 'jh/toy/frigate/stats');
    await say(told('new', { ...base, camera: 'nowhere' }));
    await say('{"type":"new"}', 'jh/toy/frigate/events');
    await expect.poll(() => heard.filter(({ code }) => code === 'invalid').length).toBe(1);
    expect(heard.map(({ code, refused }) => code ?? refused?.[0]?.code)).toEqual([
      'duplicate',
      'duplicate',
      'unknown',
      'invalid',
    ]);
  });

  test('of reviews the alerts are sightings, without a measure that nobody gave', async () => {
    const client = await join('frigate-reviews');
    const before = orders.length;
    const after = {
      ...{
        id: 'r-1',
        camera: 'c-0',
        start_time: startedAt - 600,
        end_time: null,
        thumb_path: '/media/x.webp',
      },
      data: {
        detections: ['e-9'],
        objects: ['trash', 'person-verified'],
        sub_labels: [],
        zones: [],
        audio: [],
      },
    };
    const say = (severity: string) =>
      client.publishAsync(
        'frigate/reviews',
        JSON.stringify({ type: 'new', before: after, after: { ...after, severity } }),
        { qos: 1 },
      );
    await say('detection');
    expect(orders.length).toBe(before);
    await say('alert');
    expect(orders.slice(before)).toMatchObject([
      { command: { detail: expect.stringContaining('Frigate 告警 trash，设备未给出置信度') } },
    ]);
  });

  test('a token of another county speaks for that county, and one without the door for none', async () => {
    const before = orders.length;
    const client = await join('frigate-there', 'thief', 'other:thief');
    await client.publishAsync(
      'frigate/events',
      told('new', { ...base, top_score: 0.9, start_time: startedAt + 1 }),
    );
    await client.publishAsync('jh/toy/frigate/events', told('new', { ...base, top_score: 0.9 }), { qos: 1 });
    // Its county has the camera, and no model that knows the class.
    expect(orders.length).toBe(before);
  });
});

describe('who may come in', () => {
  test('a wrong token, a wrong name, and the client id of another source are turned away', async () => {
    await expect(join('x', 'box', 'wrong')).rejects.toThrow(/Bad username|refused/i);
    await expect(join('x', 'other', 'secret')).rejects.toThrow(/Bad username|refused/i);
    const mine = await join('mine');
    await expect(join('mine', 'thief', 'toy:thief')).rejects.toThrow(/Identifier|refused/i);
    await expect(join('a/b')).rejects.toThrow(/Identifier|refused/i);
    // The same name in another county is another client, and ends nobody.
    const theirs = await join('mine', 'thief', 'other:thief');
    await mine.publishAsync('jh/toy/readings', '[]', { qos: 1 });
    expect([mine.connected, theirs.connected]).toEqual([true, true]);
  });

  test('nobody hears anything but their own refusals', async () => {
    const client = await join('curious');
    const others = ['jh/toy/orders/thief', 'jh/other/orders/box', 'jh/toy/orders/+'];
    for (const topic of [
      '#',
      'jh/toy/readings',
      'jh/toy/errors/+',
      'jh/toy/errors/batch',
      '$SYS/#',
      ...others,
    ]) {
      const [granted] = await client.subscribeAsync(topic).catch(() => [{ qos: 128 }]);
      expect(must(granted, 'grant').qos).toBe(128);
    }
  });

  test('a controller of lamps hears the orders to its own source, and those alone', async () => {
    const client = await join('lamp-post');
    await client.subscribeAsync('jh/toy/orders/box');
    const heard: string[] = [];
    const second = new Promise<void>((resolve) =>
      client.on('message', (topic, payload) => {
        heard.push(`${topic} ${payload.toString()}`);
        if (heard.length === 2) resolve();
      }),
    );
    house.broker.tell('toy', 'box', [{ order: 1 }]);
    house.broker.tell('toy', 'thief', [{ order: 2 }]);
    house.broker.tell('other', 'box', [{ order: 3 }]);
    house.broker.tell('toy', 'box', [{ order: 4 }]);
    await second;
    expect(heard).toEqual(['jh/toy/orders/box [{"order":1}]', 'jh/toy/orders/box [{"order":4}]']);
  });

  test('what is sent to a topic of another jurisdiction is told to be refused, stores nothing, and comes once', async () => {
    const client = await join('stranger');
    const before = (await rows()).length;
    const told: Answer[] = [];
    await hearErrors(client, (answer) => void told.push(answer));
    const message = JSON.stringify({ sensor: 's-0', at: Date.now(), value: 1 });
    await client.publishAsync('jh/other/readings', message, { qos: 1 });
    // The connection stands: the next message, to its own door, is taken on it.
    const own = JSON.stringify({ sensor: 's-0', at: Date.now() - 1, value: 1 });
    await client.publishAsync('jh/toy/readings', own, { qos: 1 });
    expect(told[0]).toMatchObject({ code: 'forbidden', field: 'topic', topic: 'jh/other/readings' });
    expect((await rows()).length).toBe(before + 1);
  });

  test('a message too large is stopped at its head, its client is told, and the house goes on', async () => {
    const client = await join('large');
    const answer = new Promise<Answer>((resolve) => void hearErrors(client, resolve));
    await hearErrors(client, () => undefined);
    const closed = closing(client);
    client.publish('jh/toy/readings', Buffer.alloc(maxBytes + 5_000, ' '), { qos: 0 });
    expect(await answer).toMatchObject({ code: 'too-large' });
    await closed;
    await (await join('after-large')).publishAsync('jh/toy/readings', '[]', { qos: 1 });
  });
});

describe('10,000 malformed inputs', () => {
  const bad = malformed(10_000);

  test('over MQTT: each is answered with a reason, none is stored, nothing falls', async () => {
    const client = await join('malformed');
    const before = (await rows()).length;
    const told = new Map<number, Answer>();
    const allTold = new Promise<void>((resolve) => {
      void hearErrors(client, (answer) => {
        told.set(answer.messageId ?? -1, answer);
        if (told.size === bad.length) resolve();
      });
    });
    await client.subscribeAsync('jh/toy/errors/malformed');
    // Message ids go round at 65,535, so all of these differ.
    const ids: number[] = [];
    client.on('packetsend', (packet) => {
      if (packet.cmd === 'publish') ids.push(packet.messageId ?? -1);
    });
    for (let i = 0; i < bad.length; i += 500)
      await Promise.all(
        bad.slice(i, i + 500).map((text) => client.publishAsync('jh/toy/readings', text, { qos: 1 })),
      );
    await allTold;
    expect(ids).toHaveLength(bad.length);
    for (const [i, id] of ids.entries()) {
      const last = told.get(id);
      const codes = [last?.code, ...(last?.refused ?? []).map(({ code }) => code)].filter(Boolean);
      expect(codes.length, `a reason for ${bad[i]?.slice(0, 80)}`).toBeGreaterThan(0);
    }
    expect((await rows()).length).toBe(before);
    await client.publishAsync('jh/toy/readings', '[]', { qos: 1 });
  });

  test('at the doors: each is answered with a code and a reason', async () => {
    const before = (await rows()).length;
    for (const door of [
      house.doors.readings,
      house.doors.positions,
      house.doors.cameraStates,
      house.doors.detections,
    ])
      for (const text of bad.slice(0, 2_500)) {
        let input: unknown = text;
        try {
          input = JSON.parse(text);
        } catch {
          // Handed on as text: a door must not trust its callers either.
        }
        const answer = await door('toy', 'box', input);
        const faults = isRefusal(answer) ? [answer] : answer.refused;
        for (const fault of faults) expect(fault.reason.length).toBeGreaterThan(5);
        expect(faults.length, text.slice(0, 80)).toBeGreaterThan(0);
      }
    expect((await rows()).length).toBe(before);
  });

  test('bytes that are no MQTT at all end their connection only', async () => {
    const { port } = new URL(house.broker.url);
    for (let seed = 1; seed <= 200; seed++) {
      const socket = createConnection(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      const dice = diceOf(seed);
      const bytes = Buffer.from(
        Array.from({ length: 1 + Math.floor(dice() * 200) }, () => Math.floor(dice() * 256)),
      );
      socket.end(bytes);
      socket.resume();
      await once(socket, 'close');
    }
    await (await join('after-noise')).publishAsync('jh/toy/readings', '[]', { qos: 1 });
  });
});

/** Mulberry32. */
function diceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Payloads of which no item may be taken at any door. */
function malformed(count: number): string[] {
  const dice = diceOf(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T;
  const now = Date.now();
  const junk = (): unknown =>
    pick<unknown>([
      null,
      true,
      7,
      -1e300,
      '',
      'x'.repeat(100),
      [],
      {},
      [[]],
      { a: { b: 1 } },
      '\u0000',
      '__proto__',
    ]);
  const makers: (() => string)[] = [
    () => JSON.stringify(junk()) || 'null',
    () => JSON.stringify({ sensor: junk(), at: now, value: 1 }),
    () => JSON.stringify({ sensor: 's-0', at: junk(), value: 1 }).replace('-1e+300', '-1e300'),
    () => JSON.stringify({ sensor: 's-0', at: now, value: pick(['1', null, [], {}, true]) }),
    () =>
      `{"sensor":"s-0","at":${now},"value":${pick(['NaN', 'Infinity', '1e309', '-1e309', '0x1', '.5', '1,'])}}`,
    () => JSON.stringify({ sensor: 's-0', at: pick([0, 1, -1, 1e308, 2 ** 60, now + 3_600_000]), value: 1 }),
    () => JSON.stringify({ sensor: 's-0', at: now, value: 1, [pick(['x', 'unit', 'constructor'])]: 1 }),
    () => JSON.stringify({ readings: pick([null, 3, 'x', {}]) }),
    () => JSON.stringify({ readings: [{ sensor: 'nobody', at: now, value: 1 }, junk()] }),
    () => '{"sensor":"s-0","at":'.slice(0, 1 + Math.floor(dice() * 20)),
    () => `${'['.repeat(1 + Math.floor(dice() * 5_000))}`,
    () =>
      Array.from({ length: 1 + Math.floor(dice() * 40) }, () =>
        String.fromCharCode(1 + dice() * 60_000),
      ).join(''),
    () => JSON.stringify({ staff: 's-w-1-1', at: now, lng: pick([1e9, 181, '119']), lat: 31 }),
    () => '',
  ];
  return Array.from({ length: count }, () => pick(makers)()).map((text) => (text === '[]' ? 'null' : text));
}

describe('MQTT over WebSocket', () => {
  let pages: Server;
  let close: () => void;
  let url: string;
  beforeAll(async () => {
    pages = createServer((_request, answer) => answer.end('a page'));
    const at = await listen(pages, 0, '127.0.0.1');
    close = openWebSocketDoor(pages, must(house.broker.take, 'a door for lines')).close;
    url = `ws://${at}/mqtt`;
  });
  afterAll(() => {
    close();
    pages.close();
  });

  test('is the same door on the port of the pages: tokens, acknowledgement after commit, told refusals, limits', async () => {
    const asked = { clientId: 'by-web', username: 'box', reconnectPeriod: 0 };
    await expect(connectAsync(url, { ...asked, password: 'wrong' })).rejects.toThrow();
    const client = await connectAsync(url, { ...asked, password: 'secret' });
    client.on('error', () => undefined);
    const at = Date.now() + 1_000;
    await client.publishAsync('jh/toy/readings', JSON.stringify({ sensor: 's-2', at, value: 7 }), { qos: 1 });
    expect((await rows()).some((row) => row.at === at && row.value === 7)).toBe(true);
    const answers: Answer[] = [];
    const heard = new Promise<void>(
      (resolve) => void hearErrors(client, (answer) => (answers.push(answer), resolve())),
    );
    await client.publishAsync('jh/toy/readings', '{"sensor":"nobody"}', { qos: 1 });
    await heard;
    expect(answers[0]?.refused?.[0]?.index).toBe(0);
    const closed = closing(client);
    client.publish('jh/toy/readings', Buffer.alloc(maxBytes + 4_096), { qos: 1 });
    await closed;
    await client.endAsync(true);
  });

  test('who does not speak mqtt is refused', async () => {
    const ask = (path: string, subprotocol: string): Promise<string> =>
      new Promise((resolve) => {
        const line = new WebSocket(url.replace('/mqtt', path), subprotocol);
        line.on('error', (error) => resolve(error.message));
        line.on('open', () => resolve('open'));
      });
    expect(await ask('/mqtt', 'chat')).toContain('400');
    expect(await ask('/mqtt', 'mqtt')).toBe('open');
  });
});
