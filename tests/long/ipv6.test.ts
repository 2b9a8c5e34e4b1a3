import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { connect as openLine } from '../../client/stream/connect.ts';
import { joinOutsideBroker } from '../../server/ingest/outside.ts';
import { redisLine } from '../../server/node/redis-line.ts';
import { openLog } from '../../server/log.ts';
import { postTo } from '../../server/outgoing/post.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';
import { testDatabaseUrl } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

/** The house on both families, reached by real sockets of each, and what it reaches itself by addresses of IPv6. */
let house: TestHouse;
let redis: TestRedis;
const forwards: Server[] = [];
let port: number;

/** Hands on from `::1` to a port of 127.0.0.1. */
async function onSix(to: number): Promise<number> {
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  forwards.push(server);
  await once(server.listen(0, '::1'), 'listening');
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  const has = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
  if (!has) throw new Error('this machine has no ::1: nothing of IPv6 can be tried here');
  redis = await startRedis();
  const database = new URL(await testDatabaseUrl());
  const databasePort = await onSix(Number(database.port));
  database.host = `[::1]:${databasePort}`;
  house = await testHouse({
    env: {
      HOST: '::',
      DATABASE_URL: database.href,
      REDIS_URL: `redis://[::1]:${await onSix(Number(new URL(redis.url).port))}`,
      TRUST_PROXY: '::1, fd00:7::/64',
    },
  });
  port = Number(new URL(house.url).port);
});
afterAll(async () => {
  await house?.stop();
  for (const server of forwards) server.close();
  await redis?.stop();
});

const both = ['127.0.0.1', '[::1]'];

describe('the house', () => {
  it.each(both)('answers at %s: page, sign-in, socket, readings over MQTT', async (host) => {
    const url = `http://${host}:${port}`;
    expect(await fetch(`${url}/healthz`).then((answer) => answer.status)).toBe(200);
    const cookie = await signIn({ ...house, url }, 'jiangyin', 'duty1');
    const line = openLine({
      jurisdiction: 'jiangyin',
      screen: 'desk',
      url,
      headers: { cookie, origin: url },
    });
    await new Promise<void>((up, failed) => {
      const none = (): void => undefined;
      const onRefused = ({ reason }: { reason: string }): void => failed(new Error(reason));
      line.open({ onUp: up, onDown: none, onRefused, onPortal: none, onHeard: none, onMessage: none });
    });
    line.close();
    const device = await connectAsync(house.mqttUrl, {
      host: host.replace(/[[\]]/gu, ''),
      clientId: `six-${host.length}`,
      username: 'sim-devices',
      password: must(house.demo.jurisdictions['jiangyin']?.sources['sim-devices'], 'a token'),
      reconnectPeriod: 0,
    });
    await device.publishAsync('jh/jiangyin/readings', '[]', { qos: 1 });
    await device.endAsync();
  });

  it('writes down IPv4 as IPv4, and IPv6 by what its trusted proxy says', async () => {
    const fail = (host: string, login: string, headers: Record<string, string> = {}) =>
      fetch(`http://${host}:${port}/api/jiangyin/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ login, password: 'no such word' }),
      });
    await fail('127.0.0.1', 'duty3', { 'x-forwarded-for': '203.0.113.9' });
    await fail('[::1]', 'chief');
    await fail('[::1]', 'leader', { 'x-forwarded-for': '2001:db8:5::7, fd00:7::1' });
    const cookie = await signIn(house, 'jiangyin', 'demo-auditor');
    const audit = await fetch(`${house.url}/api/jiangyin/audit?limit=50`, { headers: { cookie } });
    const { rows } = (await audit.json()) as { rows: { by: { id: string }; address?: string }[] };
    const from = (login: string) => rows.find(({ by }) => by.id === login)?.address;
    // 127.0.0.1 is no proxy that was named: what it says of others is not believed.
    expect([from('duty3'), from('chief'), from('leader')]).toEqual(['127.0.0.1', '::1', '2001:db8:5::7']);
  });

  it('counts attempts of IPv6 by networks of 64 bits', async () => {
    const attempt = async (from: string): Promise<number> => {
      const answer = await fetch(`http://[::1]:${port}/api/jiangyin/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
        body: JSON.stringify({ login: 'duty2', password: 'no such word' }),
      });
      return answer.status;
    };
    for (let i = 1; i <= 10; i++) expect(await attempt(`2001:db8:0:64::${i}`)).toBe(401);
    expect(await attempt('2001:db8:0:64:ffff::1')).toBe(429);
    expect(await attempt('2001:db8:0:65::1')).toBe(401);
  });

  it('is told by its own word where it is reached on IPv6 alone', async () => {
    const six = await testHouse({ env: { HOST: '::1' } });
    expect(new URL(six.url).hostname).toBe('[::1]');
    expect(await fetch(`${six.url}/healthz`).then((answer) => answer.status)).toBe(200);
    expect(six.mqttUrl).toMatch(/^mqtt:\/\/\[::1\]:\d+$/u);
    await expect(fetch(`http://127.0.0.1:${new URL(six.url).port}/healthz`)).rejects.toThrow();
    await six.stop();
  });
});

describe('what the house reaches', () => {
  it('an outside broker', async () => {
    const broker = await Aedes.createBroker();
    const server = createServer(broker.handle);
    await once(server.listen(0, '::1'), 'listening');
    const joined = await joinOutsideBroker({
      url: `mqtt://[::1]:${(server.address() as AddressInfo).port}`,
      clientId: 'six',
      connections: 1,
      share: '',
      doors: { readingsWay: () => () => undefined } as never,
      lane: {} as never,
      log: openLog('silent'),
      metrics: { count: () => undefined } as never,
    });
    expect(joined.isUp()).toBe(true);
    await joined.stop();
    broker.close();
    server.close();
  });

  it('Redis, by which servers tell each other', async () => {
    const url = `redis://[::1]:${await onSix(Number(new URL(redis.url).port))}`;
    const line = await redisLine(url, 'six', openLog('silent'));
    const heard: string[] = [];
    await line.listen(
      ({ body }) => void heard.push(String(body)),
      () => undefined,
    );
    expect(line.isUp()).toBe(true);
    await line.stop();
  });

  it('receivers of webhooks, but none that answer this machine alone', async () => {
    let taken = 0;
    const receiver = createHttp((asked, answer) => {
      taken += 1;
      asked.resume();
      answer.writeHead(204).end();
    });
    await once(receiver.listen(0, '::1'), 'listening');
    const at = `http://[::1]:${(receiver.address() as AddressInfo).port}/hook`;
    expect(await postTo(at, {}, '{}', 2_000)).toBe(204);
    expect(taken).toBe(1);
    for (const host of [
      '169.254.169.254',
      '[::ffff:169.254.169.254]',
      '[::ffff:a9fe:a9fe]',
      '[fe80::1]',
      '[fd00:ec2::254]',
      '[::]',
      '0.0.0.0',
      '[ff02::1]',
      '[64:ff9b::a9fe:a9fe]',
      '100.100.100.200',
    ])
      await expect(postTo(`http://${host}:9/`, {}, '{}', 2_000), host).rejects.toThrow('nothing is sent');
    receiver.close();
  });
});
