import { sql, type CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { PoliceGrid } from '#shared/pack/police.ts';
import type { SixRow } from '#shared/pack/six.ts';
import * as wire from '#shared/wire/responsibility.ts';
import { openNearbyQueries } from '../../server/storage/record/nearby-queries.ts';
import { person, testReport } from '../support/county.ts';
import { cookieOf, openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { putIncidentRows } from '../support/incident-rows.ts';
import { seeded } from '../support/grids.ts';
import { sensingPack } from '../support/sensing.ts';

const password = 'seven wet herons cross a canal';
const text = (zh: string) => ({ zh, en: zh });
const six: SixRow = {
  id: '3-grid-member',
  level: 3,
  post: 'grid-member',
  duty: text('巡查'),
  standard: text('达标'),
  schedule: text('每日'),
  reward: text('计分'),
};
const beat: PoliceGrid = {
  id: 'beat',
  name: text('西片警格'),
  unit: 'city',
  grids: ['w'],
  officer: '责任民警',
  phone: '110-1',
};
const park = {
  id: 'park',
  name: '西园',
  kind: 'industrial-park' as const,
  unit: 'village',
  place: { lng: 119.5, lat: 31 },
  radiusM: 300,
};

describe('who answers, over HTTP', () => {
  let house: HttpHouse;
  let duty: Awaited<ReturnType<HttpHouse['signIn']>>;
  const north = (metres: number) => ({ lng: 119.5, lat: 31 + metres / 111_195 });
  beforeAll(async () => {
    const pack = sensingPack();
    house = await openHttpHouse([
      { ...pack, pack: { ...pack.pack, six: [six], police: [beat], dedicated: [park] } },
    ]);
    duty = await house.signIn('duty1');
  });
  afterAll(() => house.close());

  async function report(more: Parameters<typeof testReport>[0] = {}): Promise<string> {
    const done = await house.execute({ jurisdiction: 'toy', by: person('duty'), command: testReport(more) });
    if (isRefusal(done)) throw new Error(done.reason);
    return done.subject;
  }
  async function cookieFor(
    login: string,
    role: 'duty' | 'handler' | 'field',
    grids: string[],
  ): Promise<string> {
    await house.access.people.add('toy', { login, name: login, role, grids, password });
    return cookieOf(await house.knock('POST', '/api/toy/session', { body: { login, password } }));
  }

  it('a point answers with grids, people, phones, what is fixed, and what is open', async () => {
    const id = await report();
    const card = wire.located.parse((await duty('GET', '/locate?lng=119.5&lat=31')).body);
    expect(card.grids.map((grid) => grid.id)).toEqual(['w', 'w-1', 'w-1-1']);
    expect(card.duty.map(({ unit, phone }) => [unit, phone])).toEqual([
      ['village', '0510-1'],
      ['town', '0510-1'],
    ]);
    expect(card.dutyPhone).toBe('12345');
    expect(card.police).toEqual(beat);
    expect(card.dedicated).toMatchObject([{ id: 'park', distanceM: 0, unitName: text('village') }]);
    expect(card.six).toMatchObject([{ grid: 'w-1-1', post: 'grid-member', people: [{ id: 's-w-1-1' }] }]);
    expect(card.open).toMatchObject([{ id, overdue: false }]);
    expect(card.recent).toMatchObject({ days: 30, reported: 1, closed: 0 });
    const nowhere = wire.located.parse((await duty('GET', '/locate?lng=10&lat=10')).body);
    expect(nowhere).toMatchObject({
      grids: [],
      duty: [],
      dedicated: [],
      police: null,
      six: [],
      recent: null,
    });
  });

  it('who is out of scope learns who answers, and nothing of the incidents', async () => {
    await report();
    for (const [login, role, grids] of [
      ['of-the-east', 'duty', ['e']],
      ['without-grids', 'field', []],
    ] as const) {
      const cookie = await cookieFor(login, role, [...grids]);
      const told = await house.knock('GET', '/api/toy/locate?lng=119.5&lat=31', { headers: { cookie } });
      const card = wire.located.parse(told.body);
      expect(card.grids).toHaveLength(3);
      expect(card.staff.length + card.duty.length).toBeGreaterThan(0);
      expect([card.open, card.recent]).toEqual([[], null]);
    }
  });

  it('duplicates are near, of the same kind and open, with distance and likeness', async () => {
    const place = north(5_000);
    const at = (metres: number) => ({ place: { lng: place.lng, lat: place.lat + metres / 111_195 } });
    const one = await report({ ...at(0), title: '文定路井盖缺失' });
    const twin = await report({ ...at(40), title: '文定路 井盖缺失' });
    await report({ ...at(140), title: '文定路井盖缺失' });
    const found = wire.duplicates.parse((await duty('GET', `/incidents/${one}/duplicates`)).body as unknown);
    expect(found.map(({ id, distanceM, likeness }) => [id, distanceM, likeness])).toEqual([[twin, 40, 1]]);
    const calling = await duty('POST', '/duplicates', {
      body: { item: 'manhole', ...at(10), title: '井盖不见了' },
    });
    const offered = wire.duplicates.parse(calling.body as unknown);
    expect(offered.map(({ id }) => id)).toEqual([twin, one].sort((a) => (a === one ? -1 : 1)));
    expect(offered[0]?.likeness).toBeGreaterThan(0);
    expect(offered[0]?.likeness).toBeLessThan(1);
  });

  it('the same said before in other words is told with how often, closed or not, and what is another matter is not', async () => {
    const place = north(7_000);
    const at = (metres: number) => ({ place: { lng: place.lng, lat: place.lat + metres / 111_195 } });
    const first = await report({ ...at(0), title: '菜场后门垃圾堆了三天没人清' });
    await report({ ...at(0), title: '楼道里堆满纸箱杂物，怕着火' });
    await report({ ...at(500), title: '菜场后门垃圾堆了三天没人清' });
    const again = await report({ ...at(120), title: '垃圾还在菜市场后门堆着，说来清的没来' });
    const told = wire.repeats.parse((await duty('GET', `/incidents/${again}/repeats`)).body as unknown);
    expect(told.map(({ id, distanceM, closedAt }) => [id, distanceM, closedAt])).toEqual([
      [first, 120, null],
    ]);
    expect(wire.repeats.parse((await duty('GET', `/incidents/${first}/repeats`)).body as unknown)).toEqual(
      [],
    );
    const cookie = await cookieFor('of-the-far-east', 'duty', ['e']);
    const asked = await house.knock('GET', `/api/toy/incidents/${again}/repeats`, { headers: { cookie } });
    expect(asked.status).toBe(404);
  });

  it('what one may not see is nobody’s duplicate, and its own duplicates are refused', async () => {
    const place = north(9_000);
    const mine = await report({ place });
    await report({ place });
    const cookie = await cookieFor('east-only', 'duty', ['e']);
    const ask = (method: string, address: string, body?: unknown) =>
      house.knock(method, `/api/toy${address}`, {
        headers: { cookie },
        ...(body === undefined ? {} : { body }),
      });
    expect((await ask('GET', `/incidents/${mine}/duplicates`)).status).toBe(404);
    expect((await ask('GET', `/incidents/${mine}/members`)).status).toBe(404);
    expect((await ask('GET', `/incidents/${mine}/suggestions`)).status).toBe(404);
    const body = { item: 'manhole', place, title: '中山路 井盖缺失' };
    expect((await ask('POST', '/duplicates', body)).body).toEqual([]);
    expect((await duty('POST', '/duplicates', { body })).body).toHaveLength(2);
  });

  it('people are suggested from where their phones are', async () => {
    const id = await report();
    const at = Date.now();
    const told = await house.knock('POST', '/api/toy/positions', {
      headers: { authorization: `Bearer ${house.demo.jurisdictions['toy']?.sources['sim-devices']}` },
      body: { positions: [{ staff: 's-w-1-1', at, ...north(250) }] },
    });
    expect(told.body).toMatchObject({ taken: 1 });
    const members = wire.memberSuggestions.parse(
      (await duty('GET', `/incidents/${id}/members?lang=zh`)).body as unknown,
    );
    expect(members).toMatchObject([{ staff: 's-w-1-1', distanceM: 250, heardAt: at }]);
    expect(members[0]?.reason).toMatch(/定位；距 250 米；本格未结 \d+ 件，逾期 0$/);
  });

  it('tells the matrix with the areas it may be asked for', async () => {
    const { areas, rules } = wire.responsibility.parse((await duty('GET', '/responsibility')).body);
    expect(areas.map(({ id, parent }) => [id, parent])).toEqual([
      ['w', null],
      ['e', null],
      ['w-1', 'w'],
      ['e-1', 'e'],
    ]);
    expect(rules.some(({ unit, role }) => unit === 'city' && role === 'lead')).toBe(true);
  });

  it('neither a card nor the search for duplicates walks through the whole table', async () => {
    const now = Date.now();
    await putIncidentRows(house.database, {
      count: 20_000,
      jurisdiction: 'toy',
      units: ['city'],
      dice: seeded(7),
      chains: [
        ['w', 'w-1', 'w-1-1'],
        ...Array.from({ length: 30 }, (_, i) => [`x${i}`, `x${i}-1`, `x${i}-1-1`]),
      ],
      from: now - 400 * dayMs,
      to: now,
    });
    await sql`vacuum analyze incident`.execute(house.database.db);
    const { db, pool } = house.database;
    const asked: CompiledQuery[] = [];
    const nearby = openNearbyQueries({
      db: db.withPlugin({
        transformQuery({ node, queryId }) {
          asked.push(db.getExecutor().compileQuery(node, queryId));
          return node;
        },
        transformResult: ({ result }) => Promise.resolve(result),
      }),
    });
    await nearby.openIn(person('duty'), ['w', 'w-1', 'w-1-1'], 20);
    await nearby.near(person('duty'), {
      box: [119.99, 30.99, 120.01, 31.01],
      wide: ['w'],
      items: ['manhole'],
      from: now - 3 * dayMs,
      to: now,
    });
    expect((await nearby.gridLoads('toy', 'w')).get('w')?.open).toBeGreaterThan(100);
    expect(asked).toHaveLength(3);
    for (const query of asked) {
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain ${query.sql}`, [
        ...query.parameters,
      ]);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan, query.sql).toMatch(/using incident_open|on incident_open|using incident_reported/);
      expect(plan, query.sql).not.toContain('Seq Scan');
    }
    expect((await nearby.unitLoads('toy')).get('city')?.open).toBeGreaterThan(100);
  });
});
