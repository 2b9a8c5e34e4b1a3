import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { joinOutsideBroker } from '../../server/ingest/outside.ts';
import { openLog } from '../../server/log.ts';
import { readTrend } from '../../server/readings/trend.ts';
import { openHotHouse, type HotHouse } from '../support/hot-house.ts';
import { testDatabase } from '../support/postgres.ts';
import { sensingPack } from '../support/sensing.ts';

let made: Awaited<ReturnType<typeof testDatabase>>;
let house: HotHouse;
const start = Date.UTC(2026, 10, 22, 8);
let now = start;

beforeEach(async () => {
  now = start;
  made = await testDatabase();
  house = await openHotHouse({
    database: made.database,
    packs: [sensingPack()],
    capacity: 100,
    clock: () => now,
  });
});
afterEach(async () => {
  await house.stop();
  await made.stop();
});
const count = async (): Promise<number> =>
  (await made.database.pool.query<{ n: number }>('select count(*) as n from reading')).rows[0]?.n ?? NaN;

/** Readings at instants of their own. */
const batch = (size: number): object[] =>
  Array.from({ length: size }, () => ({ sensor: 's-0', at: (now += 1), value: 1 }));

test('a full queue refuses `busy` at the doors; all else is stored, and then there is room again', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => house.doors.readings('toy', 'box', batch(30))),
  );
  const busy = answers.filter(isRefusal);
  expect(busy.length).toBeGreaterThan(5);
  for (const refusal of busy) expect(refusal.code).toBe('busy');
  expect(await count()).toBe((20 - busy.length) * 30);
  expect(house.metrics.counts.get('items_refused_total')).toBe(busy.length * 30);
  expect(await house.doors.readings('toy', 'box', batch(30))).toMatchObject({ taken: 30 });
});

test('over MQTT a full queue holds what its sender keeps until it is stored, and sheds what nobody keeps', async () => {
  const client = await connectAsync(house.broker.url, {
    clientId: 'full',
    username: 'box',
    password: 'secret',
  });
  onTestFinished(() => client.endAsync(true));
  const kept = Array.from({ length: 40 }, () =>
    client.publishAsync('jh/toy/readings', JSON.stringify(batch(30)), { qos: 1 }),
  );
  await Promise.all(kept);
  expect(await count()).toBe(40 * 30);
  expect(house.metrics.counts.get('items_refused_total') ?? 0).toBe(0);
  await Promise.all(
    Array.from({ length: 60 }, () =>
      client.publishAsync('jh/toy/readings', JSON.stringify(batch(30)), { qos: 0 }),
    ),
  );
  await client.publishAsync('jh/toy/readings', '[]', { qos: 1 });
  await house.lane.writer.flushed();
  const shed = house.metrics.counts.get('items_refused_total') ?? 0;
  expect((await count()) + shed).toBe(100 * 30);
});

test('a trend of less than six hours is raw, a longer one of minutes', async () => {
  await house.doors.readings('toy', 'box', batch(3));
  const raw = await readTrend(house.lane, 'toy', 's-0', start, start + 3_600_000);
  expect(raw).toEqual({
    sensor: 's-0',
    step: 'raw',
    points: [1, 2, 3].map((ms) => [start + ms, 1, 1, 1]),
  });
  expect(await readTrend(house.lane, 'toy', 's-0', start, start + 6 * 3_600_000)).toMatchObject({
    step: 'minute',
  });
  expect(await readTrend(house.lane, 'toy', 'nobody', start, now)).toMatchObject({ code: 'unknown' });
});

test('behind an outside broker a message is acknowledged after its commit, and refusals go to the error topic', async () => {
  const aedes = await Aedes.createBroker();
  const server = createServer((socket) => aedes.handle(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outside = await joinOutsideBroker({
    url,
    doors: house.doors,
    lane: house.lane,
    log: openLog('silent'),
    metrics: house.metrics,
    // This broker knows no shared subscriptions: one connection, or each would hear everything.
    share: '',
    connections: 1,
    clientId: 'house',
  });
  const client = await connectAsync(url, { clientId: 'device' });
  onTestFinished(async () => {
    await client.endAsync(true);
    await outside.stop();
    await new Promise<void>((resolve) => aedes.close(resolve));
    server.close();
  });
  const told = new Promise<string>((resolve) =>
    client.on('message', (_topic, payload) => resolve(payload.toString())),
  );
  await client.subscribeAsync('jh/toy/errors/outside');
  const rowsAtAck = new Promise<number>((resolve) => aedes.once('ack', () => void count().then(resolve)));
  await client.publishAsync('jh/toy/readings', JSON.stringify([...batch(2), { sensor: 'nobody' }]), {
    qos: 1,
  });
  expect(await rowsAtAck).toBe(2);
  expect(JSON.parse(await told)).toMatchObject({ taken: 2, refused: [{ index: 2, code: 'invalid' }] });
});

test('what an outside broker took while the house was away comes when it is back', async () => {
  const aedes = await Aedes.createBroker();
  const server = createServer((socket) => aedes.handle(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const join = () =>
    joinOutsideBroker({
      url,
      doors: house.doors,
      lane: house.lane,
      log: openLog('silent'),
      metrics: house.metrics,
      share: '',
      connections: 1,
      clientId: 'house',
    });
  const client = await connectAsync(url, { clientId: 'device' });
  let outside = await join();
  onTestFinished(async () => {
    await client.endAsync(true);
    await outside.stop();
    await new Promise<void>((resolve) => aedes.close(resolve));
    server.close();
  });
  await outside.stop();
  await client.publishAsync('jh/toy/readings', JSON.stringify(batch(3)), { qos: 1 });
  expect(await count()).toBe(0);
  const acknowledged = once(aedes, 'ack');
  outside = await join();
  await acknowledged;
  expect(await count()).toBe(3);
  // Health says so when the broker is away.
  expect(outside.isUp()).toBe(true);
  await new Promise<void>((resolve) => aedes.close(resolve));
  await expect.poll(() => outside.isUp()).toBe(false);
});
