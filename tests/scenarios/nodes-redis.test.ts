import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../../server/log.ts';
import { databaseLine } from '../../server/node/database-line.ts';
import { joinNodes } from '../../server/node/join.ts';
import { hearParcels, openParcels } from '../../server/node/parcels.ts';
import type { NodePort } from '../../server/node/port.ts';
import { redisLine } from '../../server/node/redis-line.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { houseOf } from '../../server/storage/house-of.ts';
import { testDatabaseUrl } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

/** The port of nodes over a real Redis, that goes and comes again. */
const log = openLog('silent');
let redis: TestRedis;
let database: Database;
const nodes: NodePort[] = [];

beforeAll(async () => {
  redis = await startRedis();
  database = await openDatabase(await testDatabaseUrl(), log);
});
afterAll(async () => {
  for (const node of nodes) await node.stop();
  await database?.close();
  await redis?.stop();
});

test('what nodes tell goes by Redis, by the database while Redis is away, and by Redis again', async () => {
  const house = await houseOf(database);
  const heard: string[] = [];
  let asked = 0;
  for (let i = 0; i < 2; i++) {
    const lines = [await redisLine(redis.url, house, log), databaseLine(database)];
    nodes.push(await joinNodes({ lines, clock: Date.now, log, beatMs: 200 }));
  }
  const [a, b] = nodes;
  if (!a || !b) throw new Error('two nodes');
  b.hear('words', (body) => heard.push(body.toString()));
  b.onGap(() => Promise.resolve(void (asked += 1)));
  await expect.poll(() => [a.others(), b.others()]).toEqual([[b.id], [a.id]]);
  expect([a.lacks(), b.lacks()]).toEqual([null, null]);
  const words = Array.from({ length: 500 }, (_, i) => `字 ${i} ${'x'.repeat(i)}`);
  for (const word of words) a.tell('words', Buffer.from(word));
  a.tell('words', Buffer.alloc(100_000, 'y'));
  await expect.poll(() => heard.length).toBe(501);
  expect(heard.slice(0, 500)).toEqual(words);
  expect(heard[500]).toHaveLength(100_000);

  const beyond: unknown[] = [];
  hearParcels(b, 'parcels', (body) => beyond.push(body));
  const send = openParcels(a, 'parcels');
  await redis.kill();
  await expect.poll(() => [a.lacks(), b.lacks()]).toEqual(['redis', 'redis']);
  a.tell('words', Buffer.from('by the database'));
  await expect.poll(() => heard.at(-1)).toBe('by the database');
  // Larger than a notice: in pieces.
  const large = Array.from({ length: 4_000 }, (_, i) => `${i} ${Math.sin(i)}`);
  send(large);
  await expect.poll(() => beyond).toEqual([large]);
  expect(b.others()).toEqual([a.id]);

  asked = 0;
  await redis.start();
  await expect.poll(() => [a.lacks(), b.lacks()], { timeout: 10_000 }).toEqual([null, null]);
  await expect.poll(() => asked).toBeGreaterThan(0);
  a.tell('words', Buffer.from('by Redis again'));
  await expect.poll(() => heard.at(-1)).toBe('by Redis again');
});
