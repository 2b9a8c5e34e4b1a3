import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles, type Person, type Role } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { inScope } from '../../server/storage/scope-condition.ts';
import { person, testReport } from '../support/county.ts';
import { cookieOf, openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { sensingPack } from '../support/sensing.ts';

const password = 'a password of the tests';

describe('nothing is served without saying who may ask', () => {
  let house: HttpHouse;
  const cookies = new Map<Role, string>();
  let west: string;
  let east: string;

  beforeAll(async () => {
    house = await openHttpHouse([sensingPack()]);
    for (const role of ['duty', 'leader', 'handler', 'field', 'admin'] as const) {
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
        const isIn = who.kind === 'roles' && who.roles.includes(role);
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
        const { status } = await ask(route.method, address, { authorization: `Bearer ${token}` });
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
      'get /public/place',
      'get /public/standing',
      'post /public/evidence',
      'post /public/follow',
      'post /public/ratings',
      'post /public/remarks',
      'post /public/reports',
      'post /public/withdrawals',
      'post /session',
      'post /session/device',
    ]);
  });

  it('a source’s token opens no other jurisdiction and no page', async () => {
    const authorization = `Bearer ${house.demo.jurisdictions['toy']?.sources['hotline']}`;
    expect((await house.knock('GET', '/api/toy/incidents', { headers: { authorization } })).status).toBe(401);
    expect((await house.knock('POST', '/api/elsewhere/reports', { headers: { authorization } })).status).toBe(
      404,
    );
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
    expect((await look(`/incidents/${east}`)).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await look(`/incidents/${east}/suggestions`)).status).toBe(403);
    expect((await look('/locate?lng=120.5&lat=31')).body).toMatchObject({ open: [], recent: null });
    expect((await look('/locate?lng=119.5&lat=31')).body['open']).toMatchObject([{ id: west }]);
    expect((await look('/figures?window=today')).body).toMatchObject({ reported: 1 });
    const league = (await look('/figures?window=today')).body['league'] as { grid: string }[];
    expect(league.map(({ grid }) => grid)).toEqual(['w-1']);
    const take = { kind: 'take', incident: east, version: 1, transition: 'accept' };
    const headers = { cookie, 'idempotency-key': 'out of my scope'.replaceAll(' ', '-') };
    expect((await house.knock('POST', '/api/toy/commands', { body: take, headers })).status).toBe(403);
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
    expect((await house.knock('GET', `/api/toy/incidents/${id}`, { headers: { cookie } })).status).toBe(403);
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
});
