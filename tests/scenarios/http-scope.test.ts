import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles, type Person, type Role } from '#shared/access/person.ts';
import { whyOutside } from '#shared/access/grant.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import * as wire from '#shared/wire/people.ts';
import { isFor } from '../../server/http/route.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { grantGround } from '../../server/queries/scope-of-pack.ts';
import { inScope } from '../../server/storage/scope-condition.ts';
import { person, testReport } from '../support/county.ts';
import { cookieOf, openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { sensingPack } from '../support/sensing.ts';

const password = 'a password of the tests';
const westPhone = '13900000001';
/** All that only the east has: no answer to somebody of the west may hold a word of it. */
const eastern = ['13900000002', 'e-1-1 网格员', '东水位站', 's-2', '东探头', 'c-1', '120.61'];

/** The toy county with a sensor, a camera and a member of staff in the east that nothing in the west knows. */
function halvedPack(): LoadedPack {
  const base = sensingPack();
  const far = { lng: 120.61, lat: 31 };
  const sensors = base.pack.sensors.map((one, i) =>
    i === 2 ? { ...one, name: { zh: '东水位站', en: '东水位站' }, place: far } : one,
  );
  const cameras = base.pack.cameras.map((one, i) => (i === 1 ? { ...one, name: '东探头', place: far } : one));
  const staff = base.pack.staff.map((one) => ({
    ...one,
    post: 'leader' as const,
    phone: one.grid === 'w-1-1' ? westPhone : '13900000002',
  }));
  return {
    ...base,
    pack: { ...base.pack, sensors, cameras, staff },
    staff: new Map(staff.map((one) => [one.id, one])),
    staffOf: (grid) => staff.filter((one) => one.grid === grid),
  };
}

/** The status of an answer that does not end. */
async function begun(url: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(url, { headers });
  await answer.body?.cancel();
  return answer.status;
}

const ofWest = new WeakMap<HttpHouse, Promise<Map<Role, string>>>();
/** Cookies of somebody of each role whose part is the west. */
function signInWest(house: HttpHouse): Promise<Map<Role, string>> {
  const made = ofWest.get(house) ?? makeWest(house);
  ofWest.set(house, made);
  return made;
}
async function makeWest(house: HttpHouse): Promise<Map<Role, string>> {
  const cookies = new Map<Role, string>();
  for (const role of ['duty', 'leader', 'handler', 'field', 'admin', 'auditor'] as const) {
    const login = `west-${role}`;
    await house.access.people.add('toy', { login, name: role, role, grids: ['w'], password });
    const told = await house.knock('POST', '/api/toy/session', { body: { login, password } });
    cookies.set(role, cookieOf(told));
  }
  const { token } = await house.access.devices.issue('toy', 'west', ['w']);
  const told = await house.knock('POST', '/api/toy/session/device', { body: { token } });
  return cookies.set('wall', cookieOf(told));
}

describe('nothing is served without saying who may ask', () => {
  let house: HttpHouse;
  const cookies = new Map<Role, string>();
  let west: string;
  let east: string;

  beforeAll(async () => {
    house = await openHttpHouse([halvedPack()]);
    for (const role of ['duty', 'leader', 'handler', 'field', 'admin', 'auditor'] as const) {
      const unit = role === 'handler' ? { unit: 'water' } : {};
      await house.access.people.add('toy', {
        login: `t-${role}`,
        name: role,
        role,
        grids: [],
        password,
        ...unit,
      });
      const body = { login: `t-${role}`, password };
      cookies.set(role, cookieOf(await house.knock('POST', '/api/toy/session', { body })));
    }
    const token = house.demo.jurisdictions['toy']?.device;
    cookies.set('wall', cookieOf(await house.knock('POST', '/api/toy/session/device', { body: { token } })));
    west = await reportAt(119.5);
    east = await reportAt(120.5);
  });
  afterAll(() => house.close());

  async function reportAt(lng: number): Promise<string> {
    const command = testReport({ place: { lng, lat: 31 }, title: `at ${lng}` });
    const done = await house.execute({ jurisdiction: 'toy', by: person('duty'), command });
    if (isRefusal(done)) throw new Error(done.reason);
    return done.subject;
  }
  const ask = (method: string, address: string, headers: Record<string, string>) =>
    house.knock(method.toUpperCase(), `/api/toy${address}`, {
      headers: { 'idempotency-key': 'a key of these tests', ...headers },
      ...(method === 'get' ? {} : { body: {} }),
    });

  it('every role at every route: those it is for come in, all others are refused', async () => {
    let tried = 0;
    for (const route of house.routes) {
      const { who } = route;
      const address = route.path
        .replace(':login', 'nobody')
        .replace(':id', west)
        .replace(':sensor', 's-0')
        .replace(':ref', 'no-file');
      if (who.kind === 'anyone' || route.path === '/session/password') continue;
      expect((await ask(route.method, address, {})).status, `nobody at ${route.method} ${address}`).toBe(401);
      for (const [role, cookie] of cookies) {
        const { status } = await ask(route.method, address, { cookie });
        const isIn = isFor(who, { role });
        const label = `${role} at ${route.method} ${address}`;
        if (who.kind === 'source') expect(status, label).toBe(401);
        else if (!isIn) expect(status, label).toBe(403);
        else expect([401, 405, 500], label).not.toContain(status);
        tried++;
      }
      if (who.kind !== 'source') continue;
      for (const [source, token] of Object.entries(must(house.demo.jurisdictions['toy'], 'toy').sources)) {
        const doors =
          (await house.access.sources.list('toy')).find((row) => row.source === source)?.doors ?? [];
        const headers = { authorization: `Bearer ${token}` };
        const isEndless = route.download?.includes('text/event-stream') ?? false;
        const status = isEndless
          ? await begun(`${house.url}/api/toy${address}`, headers)
          : (await ask(route.method, address, headers)).status;
        const label = `${source} at ${route.method} ${address}`;
        if (doors.includes(who.door)) expect([401, 403], label).not.toContain(status);
        else expect(status, label).toBe(403);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(100);
  });

  it('what is open to everyone is this, and no more', () => {
    const open = house.routes.filter(({ who }) => who.kind === 'anyone');
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'delete /session',
      'get /demo',
      'get /public',
      'get /public/credit',
      'get /public/known',
      'get /public/photos/:ref',
      'get /public/place',
      'get /public/standing',
      'get /public/warnings',
      'get /session/provider',
      'get /session/provider/back',
      'get /session/provider/end',
      'get /session/ways',
      'post /public/corrections',
      'post /public/erasures',
      'post /public/evidence',
      'post /public/follow',
      'post /public/known',
      'post /public/lost',
      'post /public/lost/open',
      'post /public/ratings',
      'post /public/record-reads',
      'post /public/remarks',
      'post /public/reports',
      'post /public/withdrawals',
      'post /session',
      'post /session/device',
      'post /session/first',
      'post /session/provider/code',
      'post /session/provider/out',
      'post /walls/pairing',
      'post /walls/pairing/claim',
    ]);
  });

  it('a source’s token opens no other jurisdiction and no page', async () => {
    const authorization = `Bearer ${house.demo.jurisdictions['toy']?.sources['hotline']}`;
    expect((await house.knock('GET', '/api/toy/incidents', { headers: { authorization } })).status).toBe(401);
    expect((await house.knock('POST', '/api/elsewhere/reports', { headers: { authorization } })).status).toBe(
      404,
    );
  });

  it('no answer to anybody of the west names a thing, a person or a number of the east', async () => {
    const asked = Date.now();
    const queries: Record<string, string> = {
      '/readings/:sensor': `?from=${asked - 60_000}&to=${asked}`,
      '/locate': '?lng=120.5&lat=31',
      '/figures': '?window=today',
      '/scores': '?window=month',
      '/warnings': `?at=${asked}`,
      '/replay/film': `?from=${asked - 120_000}&to=${asked}&stepMs=60000&channels=board:grid/w`,
    };
    const logins = await signInWest(house);
    const faults: string[] = [];
    let told = 0;
    for (const route of house.routes) {
      if (route.method !== 'get' || route.who.kind !== 'may') continue;
      const address = `${route.path.replace(':id', east).replace(':sensor', 's-2').replace(':ref', 'no-file')}${queries[route.path] ?? ''}`;
      for (const [role, cookie] of logins) {
        const { status, text } = await ask('get', address, { cookie });
        const found = eastern.filter((word) => text.includes(word));
        if (role === 'wall' && text.includes(westPhone)) found.push(westPhone);
        if (found.length > 0) faults.push(`${role} at ${address}: ${found.join(', ')} (${status})`);
        if (status === 200) told++;
      }
    }
    expect(faults).toEqual([]);
    expect(told).toBeGreaterThan(50);
  });

  it('a matter of another part and a number that nobody has get the same answer at every route', async () => {
    const cookies = await signInWest(house);
    for (const route of house.routes) {
      if (!route.path.startsWith('/incidents/:id')) continue;
      for (const [role, cookie] of cookies) {
        const [hidden, none] = await Promise.all(
          [east, '3202812020010100001'].map((id) =>
            ask(route.method, route.path.replace(':id', id), { cookie }),
          ),
        );
        const label = `${role} at ${route.path}`;
        expect([hidden?.status, hidden?.text], label).toEqual([none?.status, none?.text]);
      }
    }
  });

  it('a town’s administrator makes, resets, sees and revokes nothing outside of the town', async () => {
    const cookie = must((await signInWest(house)).get('admin'), 'cookie');
    const act = (method: string, address: string, body?: object) =>
      house.knock(method, `/api/toy${address}`, { headers: { cookie }, ...(body && { body }) });
    const made = { login: 'w.new', name: '新', role: 'admin', password };
    expect((await act('POST', '/people', made)).body).toMatchObject({ status: 403, field: 'grids' });
    expect((await act('POST', '/people', { ...made, grids: ['w', 'e'] })).status).toBe(403);
    expect((await act('POST', '/people', { ...made, role: 'auditor', grids: ['w'] })).status).toBe(403);
    expect((await act('POST', '/people', { ...made, grids: ['w-1'] })).status).toBe(200);
    for (const login of ['demo-admin', 't-admin', 'water', 'nobody'])
      expect((await act('PATCH', `/people/${login}`, { password: 'another password' })).body).toMatchObject({
        status: 404,
        detail: 'nobody has this login',
      });
    const page = (await act('GET', '/people/page?limit=500')).body as {
      rows: { login: string }[];
      total: number;
    };
    expect(page.rows.map(({ login }) => login)).toContain('w.new');
    expect(page.rows.map(({ login }) => login)).not.toContain('demo-admin');
    expect(page.total).toBe(page.rows.length);
    const whole = await house.signIn('demo-admin');
    const everybody = wire.peoplePage.parse((await whole('GET', '/people/page?limit=500')).body).rows;
    const mine = everybody.filter((one) => !whyOutside({ grids: ['w'] }, one, grantGround(halvedPack())));
    // The list in SQL and the judge of grants are one.
    expect(page.rows.map(({ login }) => login)).toEqual(mine.map(({ login }) => login));
    expect((await act('POST', '/devices', { name: '全域' })).body).toMatchObject({
      status: 403,
      field: 'grids',
    });
    expect((await act('POST', '/devices', { name: '镇', grids: ['w'] })).status).toBe(200);
    expect((await act('POST', '/sources', { source: 'hotline', doors: ['reports'] })).status).toBe(403);
    const wide = await house.access.devices.issue('toy', 'county', []);
    expect((await act('DELETE', `/devices/${wide.id}`)).status).toBe(404);
    expect((await house.access.devices.find('toy', wide.id))?.name).toBe('county');
  });

  it('what one’s own part holds is there', async () => {
    const logins = await signInWest(house);
    for (const [role, cookie] of logins) {
      if (role === 'auditor') continue;
      const sensors = (await ask('get', '/sensors', { cookie })).body as unknown as ({ id: string } | null)[];
      expect(
        sensors.map((one) => one?.id ?? null),
        role,
      ).toEqual(['s-0', 's-1', null]);
      const cameras = (await ask('get', '/cameras', { cookie })).body as unknown as { id: string }[];
      expect(
        cameras.map(({ id }) => id),
        role,
      ).toEqual(['c-0']);
      const located = await ask('get', '/locate?lng=119.5&lat=31', { cookie });
      expect(located.body['staff'], role).toMatchObject([{ name: 'w-1-1 网格员' }]);
      expect(located.text.includes(westPhone), role).toBe(role !== 'wall');
    }
  });

  it('lists, details, figures and acts end at the own scope', async () => {
    await house.access.people.add('toy', { login: 'west', name: '西', role: 'duty', grids: ['w'], password });
    const cookie = cookieOf(
      await house.knock('POST', '/api/toy/session', { body: { login: 'west', password } }),
    );
    const look = (address: string) => house.knock('GET', `/api/toy${address}`, { headers: { cookie } });
    const list = (await look('/incidents')).body as { rows: { id: string }[]; total: number };
    expect(list.rows.map(({ id }) => id)).toEqual([west]);
    expect(list.total).toBe(1);
    expect((await look(`/incidents/${west}`)).status).toBe(200);
    expect((await look(`/incidents/${east}`)).body).toMatchObject({ status: 404, code: 'unknown' });
    expect((await look(`/incidents/${east}/suggestions`)).status).toBe(404);
    expect((await look('/locate?lng=120.5&lat=31')).body).toMatchObject({ open: [], recent: null });
    expect((await look('/locate?lng=119.5&lat=31')).body['open']).toMatchObject([{ id: west }]);
    expect((await look('/figures?window=today')).body).toMatchObject({ reported: 1 });
    const league = (await look('/figures?window=today')).body['league'] as { grid: string }[];
    expect(league.map(({ grid }) => grid)).toEqual(['w-1']);
    const take = { kind: 'take', incident: east, version: 1, transition: 'accept' };
    const headers = { cookie, 'idempotency-key': 'out of my scope'.replaceAll(' ', '-') };
    expect((await house.knock('POST', '/api/toy/commands', { body: take, headers })).status).toBe(404);
  });

  it('a handler sees what the own unit has a task in, and loses sight of what was taken away', async () => {
    const cookie = must(cookies.get('handler'), 'cookie');
    const mine = async (): Promise<string[]> => {
      const { body } = await house.knock('GET', '/api/toy/incidents', { headers: { cookie } });
      return (body['rows'] as { id: string }[]).map(({ id }) => id);
    };
    expect(await mine()).toEqual([]);
    const id = await reportAt(120.6);
    const take = async (version: number, transition: string, form = {}): Promise<void> => {
      const command = { kind: 'take' as const, incident: id, version, transition, form };
      const done = await house.execute({ jurisdiction: 'toy', by: person('duty'), command });
      if (isRefusal(done)) throw new Error(done.reason);
    };
    await take(1, 'accept');
    await take(2, 'file');
    await take(3, 'dispatch', { lead: 'water', co: [] });
    expect(await mine()).toEqual([id]);
    expect((await house.knock('GET', `/api/toy/incidents/${id}`, { headers: { cookie } })).status).toBe(200);
    await take(4, 'return', { reason: 'not theirs' });
    expect(await mine()).toEqual([]);
    expect((await house.knock('GET', `/api/toy/incidents/${id}`, { headers: { cookie } })).status).toBe(404);
  });

  it('the scope in SQL and the scope in code are one', async () => {
    const { rows } = await sql<{ state: Incident }>`select state from incident`.execute(house.database.db);
    expect(rows.length).toBeGreaterThan(2);
    const grids = [[], ['w'], ['e-1'], ['w-1-1', 'e'], ['nowhere']];
    const people: Person[] = roles
      .filter((role) => role !== 'citizen')
      .flatMap((role) =>
        grids.flatMap((at) =>
          [undefined, 'water', 'city'].map((unit) =>
            person(role, { grids: at, ...(unit === undefined ? {} : { unit }) }),
          ),
        ),
      );
    for (const one of people) {
      const seen = await sql<{
        id: string;
      }>`select id from incident where ${inScope(one)} order by id`.execute(house.database.db);
      const expected = rows.filter(({ state }) => maySee(one, concernOf(state))).map(({ state }) => state.id);
      expect(
        seen.rows.map(({ id }) => id),
        JSON.stringify(one),
      ).toEqual(expected.sort());
    }
  });

  it('a token writes and claims within its bounds, and a town’s administrator binds it to the town', async () => {
    const admin = await house.signIn('demo-admin');
    const issue = async (name: string, doors: string[], bounds?: object) => {
      const made = await admin('POST', '/sources', {
        body: { source: name, doors, ...(bounds && { bounds }) },
      });
      expect(made.status, made.text).toBe(200);
      const authorization = `Bearer ${String(made.body['token'])}`;
      return (address: string, body: object, key = 'a-key-of-bounds') =>
        house.knock('POST', `/api/toy${address}`, {
          body,
          headers: { authorization, 'idempotency-key': key },
        });
    };
    const at = Date.now();
    const readings = ['s-0', 's-1', 's-2'].map((sensor) => ({ sensor, at, value: 1 }));
    const refusedOf = async (told: Promise<{ body: Record<string, unknown> }>) =>
      ((await told).body['refused'] as { index: number; code: string }[]).map(({ index, code }) => [
        index,
        code,
      ]);
    const gauges = await issue('g-one', ['readings'], { sensors: ['s-1'] });
    expect(await refusedOf(gauges('/readings', readings))).toEqual([
      [0, 'forbidden'],
      [2, 'forbidden'],
    ]);
    const west = await issue('g-west', ['readings', 'camera-states'], { grids: ['w'] });
    expect(
      await refusedOf(
        west(
          '/readings',
          readings.map((one) => ({ ...one, at: at + 1 })),
        ),
      ),
    ).toEqual([[2, 'forbidden']]);
    const states = ['c-0', 'c-1'].map((camera) => ({ camera, at, online: true }));
    expect(await refusedOf(west('/camera-states', states))).toEqual([[1, 'forbidden']]);
    const system = await issue('g-other', ['readings'], { systems: ['street-lamp'] });
    expect((await system('/readings', readings)).status).toBe(422);
    const free = await issue('g-free', ['readings']);
    expect(
      await refusedOf(
        free(
          '/readings',
          readings.map((one) => ({ ...one, at: at + 2 })),
        ),
      ),
    ).toEqual([]);

    const { kind: _, ...report } = testReport({ source: 'superior' });
    const hotline = await issue('calls', ['reports']);
    expect((await hotline('/reports', report, 'call-one')).body).toMatchObject({
      status: 403,
      field: 'source',
    });
    expect((await hotline('/reports', { ...report, source: 'hotline' }, 'call-two')).status).toBe(200);
    const above = await issue('above', ['reports'], { origins: ['superior'], grids: ['w'] });
    expect((await above('/reports', report, 'call-three')).status).toBe(200);
    const far = { ...report, place: { lng: 120.5, lat: 31 } };
    expect((await above('/reports', far, 'call-four')).body).toMatchObject({ status: 403, field: 'place' });

    const twin = { source: 'calls', doors: ['reports'] };
    expect((await admin('POST', '/sources', { body: twin })).body).toMatchObject({
      status: 409,
      field: 'source',
    });
    const typo = { source: 'typo', doors: ['readings'], bounds: { sensors: ['s-1', 's-99'] } };
    // Of two who ask at once one gets the name.
    const pair = { source: 'pair-gauges', doors: ['readings'] };
    const both = await Promise.all([1, 2].map(() => admin('POST', '/sources', { body: pair })));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await admin('POST', '/sources', { body: typo })).body).toMatchObject({
      field: 'bounds.sensors.1',
    });
    const cookie = must((await signInWest(house)).get('admin'), 'cookie');
    const asTown = (bounds: object) =>
      house.knock('POST', '/api/toy/sources', {
        body: { source: `town-${JSON.stringify(bounds).length}`, doors: ['readings'], bounds },
        headers: { cookie },
      });
    expect((await asTown({ grids: ['w-1'] })).status).toBe(200);
    expect((await asTown({ grids: ['e'] })).status).toBe(403);
    expect((await asTown({ sensors: ['s-0'] })).status).toBe(403);
  });

  it('nobody says that a report comes from where the role hears nothing', async () => {
    for (const [role, source, status] of [
      ['duty', 'hotline', 200],
      ['duty', 'sensor', 403],
      ['duty', 'camera', 403],
      ['field', 'patrol', 200],
      ['field', 'superior', 403],
      ['handler', 'superior', 403],
      ['handler', 'hotline', 403],
    ] as const) {
      const headers = { cookie: must(cookies.get(role), role), 'idempotency-key': `${role}-as-${source}` };
      const told = await house.knock('POST', '/api/toy/commands', { body: testReport({ source }), headers });
      expect(told.status, `${role} as ${source}: ${told.text}`).toBe(status);
    }
  });
});
