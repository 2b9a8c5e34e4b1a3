import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agent, request } from 'node:http';
import { must } from '#shared/kernel/must.ts';
import { problem } from '#shared/wire/http.ts';
import { batchAnswer } from '#shared/sensing/reading.ts';
import { seeded } from '../support/grids.ts';
import { testReport } from '../support/county.ts';
import { sweep } from '../support/lane.ts';
import { sampleOf } from '../support/sample.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { sensingPack } from '../support/sensing.ts';
import { cookieOf } from '../support/http-house.ts';
import { demoPassword } from '../../server/access/demo.ts';

/** What an input may be made of: the wrong kinds, the ends of ranges, and what breaks other people's software. */
const oddities: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e9,
  1e308,
  -1e308,
  9_007_199_254_740_993,
  // The last instant there is, and the first that is none.
  8.64e15,
  8.64e15 + 1,
  '',
  ' ',
  'NaN',
  '\0',
  '\ud800',
  '\u202e倒',
  '../../etc/passwd',
  "'; drop table incident; --",
  '$1',
  '%',
  'x'.repeat(3_000),
  '👍🏽'.repeat(100),
  [],
  [[]],
  [null],
  {},
  { __proto__: 1 },
  { constructor: { prototype: 1 } },
  '1970-01-01T00:00:00Z',
  '2026-02-30T00:00:00+08:00',
];
const raws = [
  '{',
  '[1,',
  '"',
  'undefined',
  '\ufeff{}',
  '{"a":1}{"b":2}',
  '\xff\xfe',
  '['.repeat(5_000),
  'NaN',
  '',
];

const total = sweep(2_500, 10_000);

describe('malformed input over HTTP', () => {
  let house: HttpHouse;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  beforeAll(async () => {
    house = await openHttpHouse([sensingPack()]);
  });
  afterAll(async () => {
    agent.destroy();
    await house.close();
  });

  /** Over bare HTTP: `fetch` would mend or refuse half of these itself. */
  function knock(method: string, address: string, headers: Record<string, string>, body: string) {
    return new Promise<{ status: number; type: string; text: string }>((done, fail) => {
      const sent = request(
        house.url + address,
        { method, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, agent },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            done({
              status: answer.statusCode ?? 0,
              type: answer.headers['content-type'] ?? '',
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      sent.on('error', fail);
      sent.end(body);
    });
  }

  it(`${total} of them: no 5xx, a reason each, and the house works on`, async () => {
    const seed = 20_261_122;
    const dice = seeded(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T;
    const told = await house.knock('POST', '/api/toy/session', {
      body: { login: 'duty1', password: demoPassword },
    });
    const admin = await house.knock('POST', '/api/toy/session', {
      body: { login: 'demo-admin', password: demoPassword },
    });
    const sources = must(house.demo.jurisdictions['toy'], 'toy').sources;
    const good: Record<string, unknown> = {
      '/commands': testReport(),
      '/reports': { ...testReport(), kind: undefined },
      '/readings': { sensor: 's-0', at: Date.now(), value: 1 },
      '/positions': { staff: 's-w-1-1', at: Date.now(), lng: 119.5, lat: 31 },
      '/camera-states': { camera: 'c-0', at: Date.now(), online: true },
      '/detections': {
        camera: 'c-0',
        at: Date.now(),
        model: 'm',
        item: 'manhole',
        confidence: 0.5,
        text: 't',
      },
      '/series': { series: 'gdp', at: Date.now(), value: 1 },
      '/session': { login: 'duty1', password: 'x' },
      '/session/device': { token: 'x'.repeat(20) },
      '/people': { login: 'some.one', name: '某', role: 'duty', password: 'a long password' },
      '/people/codes': { logins: ['duty1'] },
      '/people/:login': { name: '某', grids: ['w'], version: 0 },
      '/session/first': { login: 'some.one', code: 'ABCD-EFGH-JKMN', password: 'a long password' },
      '/imports': { file: 'a.csv', sheet: '', heads: ['姓名', '手机'], fields: ['name', 'phone'], rows: 3 },
      '/imports/:id/rows': { from: 2, rows: [['某', '13900004417']] },
      '/imports/:id': { fields: ['name', null] },
      '/devices': { name: '大屏' },
      '/walls': { code: 'ABC DEF', name: '大屏' },
      '/walls/orders': { walls: 'all', set: { scene: 'grid' } },
      '/walls/sight': { bounds: [119, 31, 120, 32] },
      '/walls/pairing/claim': { secret: 'x'.repeat(40) },
      '/sources': { source: 'gate', doors: ['readings'] },
    };
    const samples = new Map<string, unknown>();
    /** What a route takes by its own schema, where nothing better is known. */
    const sampled = ({ path, body }: HttpHouse['routes'][number]): unknown => {
      if (!samples.has(path)) samples.set(path, body ? sampleOf(body) : {});
      return samples.get(path);
    };
    const spoilt = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null || dice() < 0.1) return pick(oddities);
      const keys = Object.keys(value);
      const copy: Record<string, unknown> = { ...value };
      const key = pick([...keys, 'surprise']);
      const way = dice();
      if (way < 0.15) delete copy[key];
      else copy[key] = way < 0.3 ? spoilt(copy[key]) : pick(oddities);
      return dice() < 0.1 ? [copy, copy] : copy;
    };
    const outcomes = new Map<number, number>();
    const answered = async (index: number): Promise<void> => {
      // What devices send is refused in a way of its own (422): among hundreds of routes dice alone might miss it.
      const route = pick(dice() < 0.1 ? house.routes.filter(({ batch }) => batch) : house.routes);
      const isWrite = route.method !== 'get' && route.method !== 'delete';
      const name = (): string =>
        encodeURIComponent(String(pick(oddities)).replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll(
          '.',
          '%2e',
        ) || 'x';
      const bad = dice() < 0.5 || !isWrite;
      let address = `/api/${dice() < 0.03 ? name() : 'toy'}${route.path.replace(/:\w+/g, () => name())}`;
      if (bad && dice() < 0.02) address += '%E0%A4%A';
      if (!isWrite || dice() < 0.1) {
        const keys = [
          'from',
          'to',
          'limit',
          'after',
          'grid',
          'unit',
          'figure',
          'part',
          'state',
          'q',
          'lng',
          'lat',
          'window',
          'lang',
          'x',
        ];
        address += `?${Array.from({ length: 3 }, () => `${pick(keys)}=${name()}`).join('&')}`;
      }
      const token = pick(Object.values(sources));
      const cookie = cookieOf(pick([told, admin]));
      const headers: Record<string, string> = {
        ...(dice() < 0.95 ? { cookie } : { cookie: `jiuhuan=s%3A${name()}` }),
        ...(dice() < 0.9 ? { authorization: `Bearer ${dice() < 0.9 ? token : 'bad'}` } : {}),
        ...(dice() < 0.9 ? { 'idempotency-key': `malformed-${index}` } : {}),
        'content-type': pick([
          'application/json',
          'application/json',
          'application/json',
          'application/x-ndjson',
          'text/plain',
          'application/json; charset=x-unknown',
          '',
        ]),
        ...(dice() < 0.02 ? { 'content-encoding': pick(['gzip', 'br', 'x-odd']) } : {}),
      };
      const body = !isWrite
        ? ''
        : dice() < 0.15
          ? pick(raws)
          : (JSON.stringify(spoilt(good[route.path] ?? sampled(route))) ?? '');
      const method = dice() < 0.03 ? pick(['PUT', 'PATCH', 'DELETE', 'OPTIONS']) : route.method.toUpperCase();
      const answer = await knock(method, address, headers, body);
      const label = `seed ${seed}, input ${index}: ${method} ${address.slice(0, 200)} ${JSON.stringify(headers['content-type'])} ${body.slice(0, 300)} → ${answer.status} ${answer.text.slice(0, 200)}`;
      outcomes.set(answer.status, (outcomes.get(answer.status) ?? 0) + 1);
      expect(answer.status, label).toBeLessThan(500);
      if (answer.status < 400) return;
      const read: unknown = JSON.parse(answer.text);
      if (answer.status === 422 && batchAnswer.safeParse(read).success) {
        for (const { reason } of batchAnswer.parse(read).refused) expect(reason, label).not.toBe('');
        return;
      }
      expect(answer.type, label).toMatch(/^application\/problem\+json/);
      const refusal = problem.parse(read);
      expect(refusal.detail, label).not.toBe('');
      expect(refusal.status, label).toBe(answer.status);
    };
    let next = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (next < total) await answered(next++);
      }),
    );
    const refused = [...outcomes].filter(([status]) => status >= 400).reduce((sum, [, n]) => sum + n, 0);
    expect(refused).toBeGreaterThan(total * 0.7);
    for (const status of [400, 401, 403, 404, 405, 415, 422])
      expect(outcomes.get(status), `status ${status}`).toBeGreaterThan(0);
    const duty = await house.signIn('duty2');
    const still = await duty('POST', '/commands', {
      body: testReport(),
      headers: { 'idempotency-key': 'after-the-storm' },
    });
    expect(still.body).toMatchObject({ kind: 'done' });
  }, 180_000);

  it('a body larger than a door takes is refused before it is read', async () => {
    const duty = await house.signIn('duty1');
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': 'much too large'.replaceAll(' ', '-'),
    };
    const command = await duty('POST', '/commands', {
      raw: JSON.stringify({ detail: 'x'.repeat(300_000) }),
      headers,
    });
    expect(command.body).toMatchObject({ status: 413, code: 'too-large', field: 'body' });
    const authorization = `Bearer ${house.demo.jurisdictions['toy']?.sources['sim-devices']}`;
    const readings = await house.knock('POST', '/api/toy/readings', {
      raw: `[${'1,'.repeat(600_000)}1]`,
      headers: { 'content-type': 'application/json', authorization },
    });
    expect(readings.body).toMatchObject({ status: 413, code: 'too-large' });
    const many = await house.knock('POST', '/api/toy/readings', {
      body: Array(5_001).fill(1),
      headers: { authorization },
    });
    expect(many.body).toMatchObject({ status: 413, code: 'too-large' });
  });
});
