import { sql, type CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { FenceMeter } from '#shared/pack/fence.ts';
import type { PoliceGrid } from '#shared/pack/police.ts';
import type { SixRow } from '#shared/pack/six.ts';
import { alarmList } from '#shared/wire/alarms.ts';
import * as wire from '#shared/wire/responsibility.ts';
import { crewList, track, trackLooks } from '#shared/wire/tracks.ts';
import { fenceReader } from '../../server/fences/fences.ts';
import { openLog } from '../../server/log.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { startMeters } from '../../server/readings/meters.ts';
import { tidy } from '../../server/readings/upkeep.ts';
import { openTrackStore } from '../../server/storage/readings/track-store.ts';
import { openWorks } from '../../server/works.ts';
import { openNearbyQueries } from '../../server/storage/record/nearby-queries.ts';
import { countingMetrics, person, testReport } from '../support/county.ts';
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

/** Of a fence: somebody is where nobody should be, or is not where somebody should. */
const fenceRule = {
  kind: 'threshold',
  id: 'fence',
  on: { quantity: 'level' },
  item: 'manhole',
  opens: 'alarm',
  ...{ side: 'above', enter: 0.5, enterMs: 0, leave: 0.5, leaveMs: 0 },
};
const yard = { lng: 119.5, lat: 31.3 };
const fences: FenceMeter[] = [
  { fence: { radiusM: 500 }, by: 'inside', who: { vehicles: true } },
  { fence: { radiusM: 500 }, by: 'outside', who: { ids: ['s-w-1-1', 'van-1'] } },
  { fence: { grid: 'e-1-1' }, by: 'absent', who: { posts: ['grid-member'] } },
];
const county = ((): LoadedPack => {
  const made = sensingPack({ everyMs: minuteMs, rules: [fenceRule] });
  const sensors = made.pack.sensors.map((sensor, i) => ({ ...sensor, place: yard, counts: fences[i] }));
  const vehicles = [{ id: 'van-1', name: '巡查车一号', unit: 'town', grid: 'w' }];
  const policy = {
    ...made.pack.policy,
    // The hours of the post are long over, or long to come, whatever the hour of the test.
    tracks: { days: 3, duty: [{ posts: ['supervisor' as const], from: 0, to: 1440, weekdays: [] }] },
  };
  const staff = [
    ...made.pack.staff,
    { id: 'sup', name: '督查', post: 'supervisor' as const, grid: 'w', phone: '1' },
  ];
  return {
    ...made,
    pack: { ...made.pack, sensors, vehicles, policy, staff, six: [six], police: [beat], dedicated: [park] },
    staff: new Map(staff.map((one) => [one.id, one])),
  };
})();
describe('who answers, over HTTP', () => {
  let house: HttpHouse;
  let duty: Awaited<ReturnType<HttpHouse['signIn']>>;
  const north = (metres: number) => ({ lng: 119.5, lat: 31 + metres / 111_195 });
  beforeAll(async () => {
    house = await openHttpHouse([county]);
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
    role: 'duty' | 'handler' | 'field' | 'admin',
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

  const tell = async (positions: readonly object[]) =>
    (
      await house.knock('POST', '/api/toy/positions', {
        headers: { authorization: `Bearer ${house.demo.jurisdictions['toy']?.sources['sim-devices']}` },
        body: { positions },
      })
    ).body;
  const crewsOf = async (ask: typeof duty) =>
    crewList.parse((await ask('GET', '/crews')).body).crews.map(({ id, post }) => [id, post]);

  it('places are taken on duty alone: by the hours of the post, by what the device says, and who leaves is off the map at once', async () => {
    const [at, here] = [Date.now() - 70_000, { ...yard }];
    expect(await tell([{ staff: 'sup', at, ...here }])).toMatchObject({
      taken: 0,
      refused: [{ code: 'forbidden', field: 'at' }],
    });
    expect(await tell([{ staff: 'sup', at, ...here, duty: true }])).toMatchObject({ taken: 1 });
    expect(await tell([{ staff: 'van-1', at, ...here }])).toMatchObject({ taken: 1 });
    expect(await tell([{ staff: 'van-2', at, ...here }])).toMatchObject({ refused: [{ code: 'unknown' }] });
    expect(await crewsOf(duty)).toEqual(
      expect.arrayContaining([
        ['sup', 'supervisor'],
        ['van-1', null],
      ]),
    );
    expect(await tell([{ staff: 'sup', at: at + 1_000, ...here, duty: false }])).toMatchObject({ taken: 1 });
    expect((await crewsOf(duty)).map(([id]) => id)).not.toContain('sup');
    // What was under way when it left does not bring it back, and where it left is nowhere.
    await tell([{ staff: 'sup', at: at + 500, ...here, duty: true }]);
    expect((await crewsOf(duty)).map(([id]) => id)).not.toContain('sup');
    const { rows } = await house.database.pool.query<{ at: number }>(
      `select at from staff_position where staff = 'sup' order by at`,
    );
    expect(rows.map((row) => row.at)).toEqual([at, at + 500]);
  });

  it('who is on duty is shown to those who send them, in their part; a screen tells no ids, an administrator is shown nobody', async () => {
    const heard = Date.now() - 65_000;
    await tell([{ staff: 's-e-1-1', at: heard, lng: 120.5, lat: 31 }]);
    const east = await cookieFor('crews-of-the-east', 'duty', ['e']);
    const asked = await house.knock('GET', '/api/toy/crews', { headers: { cookie: east } });
    expect(crewList.parse(asked.body).crews.map(({ id }) => id)).toEqual(['s-e-1-1']);
    expect((await duty('GET', '/crews/s-w-1-1')).body).toMatchObject({ name: 'w-1-1 网格员', phone: '1' });
    expect((await house.knock('GET', '/api/toy/crews/s-w-1-1', { headers: { cookie: east } })).status).toBe(
      404,
    );
    const admin = await cookieFor('keeps-accounts', 'admin', []);
    expect((await house.knock('GET', '/api/toy/crews', { headers: { cookie: admin } })).status).toBe(403);
    const token = house.demo.jurisdictions['toy']?.device;
    const wall = cookieOf(await house.knock('POST', '/api/toy/session/device', { body: { token } }));
    const shown = await house.knock('GET', '/api/toy/crews', { headers: { cookie: wall } });
    expect(crewList.parse(shown.body).crews.at(-1)).toMatchObject({ id: expect.stringMatching(/^\d$/u) });
    expect(shown.text).not.toContain('s-e-1-1');
    const long = await duty('GET', `/crews?at=${Date.now() - 4 * dayMs}`);
    expect([long.status, long.body['reasonId']]).toEqual([422, 'track-forgotten']);
    const back = crewList.parse((await duty('GET', `/crews?at=${heard - 1}`)).body);
    expect(back.crews.map(({ id }) => id)).not.toContain('s-e-1-1');
    expect(back.fences.map(({ by, radiusM, grid }) => [by, radiusM, grid])).toEqual([
      ['inside', 500, null],
      ['outside', 500, null],
      ['absent', null, 'e-1-1'],
    ]);
    const centre = county.grid.byId.get('e-1-1')?.centre;
    expect(back.fences.map(({ place }) => place)).toEqual([yard, yard, centre]);
  });

  it('a way is shown for a purpose alone; the look is in the trail, and open to whom it is about', async () => {
    const to = Date.now() - 30 * minuteMs;
    await tell([1, 2, 3].map((n) => ({ staff: 's-w-1-1', at: to - n * minuteMs - 999, ...north(n * 100) })));
    const body = { crew: 's-w-1-1', from: to - 10 * minuteMs, to, purpose: 'matter', why: '核对到场时间' };
    const bad = await duty('POST', '/tracks', { body: { ...body, why: '' } });
    expect(bad.status).toBeGreaterThanOrEqual(400);
    const way = track.parse((await duty('POST', '/tracks', { body })).body);
    const times = way.places.map(([at]) => at);
    expect(times).toEqual([3, 2, 1].map((n) => to - n * minuteMs - 999));
    expect([way.told, way.days]).toEqual([3, 3]);
    const long = await duty('POST', '/tracks', { body: { ...body, from: to - 2 * dayMs } });
    expect(long.body).toMatchObject({ reasonId: 'track-too-long' });
    const handler = await cookieFor('looks-at-nobody', 'handler', ['w']);
    expect(
      (await house.knock('POST', '/api/toy/tracks', { headers: { cookie: handler }, body })).status,
    ).toBe(403);
    await house.access.people.add('toy', {
      ...{ login: 'grid-member-w', name: 'w', role: 'field', grids: ['w-1-1'], staff: 's-w-1-1', password },
    });
    const own = cookieOf(
      await house.knock('POST', '/api/toy/session', { body: { login: 'grid-member-w', password } }),
    );
    const looks = await house.knock('GET', '/api/toy/tracks/looks', { headers: { cookie: own } });
    expect(trackLooks.parse(looks.body).looks).toMatchObject([{ purpose: 'matter', why: '核对到场时间' }]);
    const { rows } = await house.database.pool.query(
      `select act, records, fields from world_read where jurisdiction = 'toy' and act = 'tracked'`,
    );
    expect(rows).toEqual([{ act: 'tracked', records: ['staff:s-w-1-1'], fields: ['track'] }]);
  });

  it('fences read who comes, leaves and does not come; what is raised tells how many and names nobody', async () => {
    const [at, tracks] = [Date.now() - 40 * minuteMs, openTrackStore(house.database)];
    const read = async (n: number, then: number) =>
      fenceReader({ tracks })(county, must(county.pack.sensors[n], 'fence'), then);
    const step = Math.floor(Date.now() / minuteMs) * minuteMs;
    await tell([{ staff: 'van-1', at: at + 1, ...yard }]);
    expect(await read(0, at + 10)).toBe(1);
    expect(await read(1, at + 10)).toBeLessThanOrEqual(1);
    // It drove out within the step, and was inside in the meantime; in the next step it is outside.
    await tell([{ staff: 'van-1', at: at + 20_000, lng: 119.5, lat: 31.4 }]);
    expect([await read(0, at + 30_000), await read(0, at + 90_000)]).toEqual([1, 0]);
    expect(await read(1, at + 90_000)).toBeGreaterThanOrEqual(1);
    const visit = at - 4 * minuteMs;
    await tell([{ staff: 's-e-1-1', at: visit, lng: 120.5, lat: 31 }]);
    const waits = fenceReader({ tracks });
    const absent = must(county.pack.sensors[2], 'fence');
    expect(await waits(county, absent, visit + 3 * minuteMs)).toBe(3);
    expect(await waits(county, absent, visit - 1)).toBe(1440);
    // A busy street hides no visit: neither who else is there, nor who passes beside the area of a fence that is about everybody.
    await house.database.pool.query(
      `insert into staff_position (jurisdiction, staff, at, lng, lat)
       select 'toy', 'sup', $1::int8 + n, 120.5, 31 + n / 1e7 from generate_series(1, 6000) as n`,
      [visit],
    );
    expect(await fenceReader({ tracks })(county, absent, visit + 3 * minuteMs)).toBe(3);
    const corner = [120.499, 120.501].map((lng) => ({ lng, lat: 30.99 }));
    const ring = [
      ...corner,
      { lng: 120.5005, lat: 30.999 },
      { lng: 120.4995, lat: 30.999 },
      { lng: 120.49, lat: 31.01 },
    ];
    await tell([{ staff: 's-e-1-1', at: visit - minuteMs, lng: 120.5, lat: 30.995 }]);
    const street = { ...absent, id: 'street', counts: { fence: { ring }, by: 'absent' as const } };
    expect(await fenceReader({ tracks })(county, street, visit + 3 * minuteMs)).toBe(4);
    // Behind more places than are looked through nothing is said, neither a visit nor an absence.
    const full = Array.from({ length: 5_000 }, (_, n) => ({ staff: 'sup', at: n, lng: 0, lat: 0 }));
    const endless = { ...tracks, around: () => Promise.resolve(full) };
    expect(await fenceReader({ tracks: endless })(county, street, visit)).toBeNull();

    const log = openLog('silent');
    const ports = { packs: { all: () => [county] }, doors: house.doors, log, works: openWorks({ log }) };
    const readers = [fenceReader({ tracks })];
    await tell([{ staff: 'van-1', at: step - 1, ...yard }]);
    const meters = startMeters({ ...ports, readers, clock: Date.now, doubt: () => null, holds: () => true });
    await meters.look();
    await meters.stop();
    const raised = async () =>
      alarmList
        .parse((await duty('GET', '/alarms')).body)
        .alarms.filter(({ sensors }) => sensors.includes('s-0'));
    await expect.poll(async () => (await raised()).length).toBe(1);
    const id = must((await raised())[0], 'alarm').id;
    const told = await duty('POST', `/alarms/${id}/matter`, { body: { sensor: 's-0' } });
    const { incident } = (await duty('GET', `/incidents/${String(told.body['incident'])}`))
      .body as unknown as {
      incident: { evidence: { kind: string; text: string }[] };
    };
    expect(incident.evidence.map(({ text }) => text)).toContain('围栏内在岗 1：车辆 1');
    expect(JSON.stringify(incident)).not.toContain('van-1');
  });

  it('where people were is forgotten after the days of the county, readings stay', async () => {
    const old = Date.now() - 3 * dayMs - minuteMs;
    await house.database.pool.query(
      `insert into staff_position (jurisdiction, staff, at, lng, lat) values ('toy', 'sup', $1, 1, 1), ('toy', 'sup', $2, 1, 1)`,
      [old, old + 2 * minuteMs],
    );
    const log = openLog('silent');
    const packs = stillPacks([county]);
    await tidy({ database: house.database, packs, clock: Date.now, log, metrics: countingMetrics() });
    const { rows } = await house.database.pool.query<{ at: number }>(
      `select at from staff_position where staff = 'sup' and lng = 1`,
    );
    expect(rows.map(({ at }) => at)).toEqual([old + 2 * minuteMs]);
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
