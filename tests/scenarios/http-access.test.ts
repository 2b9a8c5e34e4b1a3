import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { hourMs, dayMs, minuteMs } from '#shared/kernel/span.ts';
import { demoPassword } from '../../server/access/demo.ts';
import { makeFirstAdmins } from '../../server/access/first-admin.ts';
import { openLog } from '../../server/log.ts';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testPack, testReport } from '../support/county.ts';
import { cookieOf, openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

describe('who may come in', () => {
  let house: HttpHouse;
  beforeAll(async () => {
    house = await openHttpHouse([testPack(), testPack('other', '320282')]);
  });
  afterAll(() => house.close());
  const credentials = { login: 'duty1', password: demoPassword };

  it('a person signs in, is known, and signs out', async () => {
    const told = await house.knock('POST', '/api/toy/session', { body: credentials });
    expect(told.status).toBe(200);
    expect(told.body).toMatchObject({
      id: 'duty1',
      name: '值班席 01',
      role: 'duty',
      jurisdiction: 'toy',
      grids: [],
    });
    expect(told.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    const cookie = cookieOf(told);
    expect((await house.knock('GET', '/api/toy/session', { headers: { cookie } })).body['id']).toBe('duty1');
    expect((await house.knock('GET', '/api/other/session', { headers: { cookie } })).status).toBe(401);
    expect((await house.knock('DELETE', '/api/toy/session', { headers: { cookie } })).status).toBe(204);
    expect((await house.knock('GET', '/api/toy/session', { headers: { cookie } })).status).toBe(401);
  });

  it.each([
    ['a wrong password', { ...credentials, password: 'wrong' }],
    ['an unknown login', { ...credentials, login: 'nobody' }],
    ['another jurisdiction’s login', { login: 'no-such-unit', password: demoPassword }],
  ])('%s is refused in the same words', async (_what, body) => {
    const told = await house.knock('POST', '/api/toy/session', { body });
    expect(told.status).toBe(401);
    expect(told.body).toMatchObject({ code: 'unauthenticated', detail: 'login or password is wrong' });
    expect(told.headers.getSetCookie()).toEqual([]);
  });

  it('a session id of before the sign-in is worth nothing after it', async () => {
    const first = cookieOf(await house.knock('POST', '/api/toy/session', { body: credentials }));
    const again = await house.knock('POST', '/api/toy/session', {
      body: credentials,
      headers: { cookie: first },
    });
    expect(cookieOf(again)).not.toBe(first);
    expect((await house.knock('GET', '/api/toy/session', { headers: { cookie: first } })).status).toBe(401);
  });

  it('a sign-in is answered only when its session is kept, so that the next request finds it', async () => {
    const holder = await house.database.pool.connect();
    const order: string[] = [];
    let cookie: string;
    try {
      // A new row waits for the holder, as for a slow disk; reading and deleting go on.
      await holder.query(`begin; select pg_advisory_xact_lock(77);`);
      await house.database.pool.query(`
        create function wait_for_holder() returns trigger language plpgsql as
          $$ begin perform pg_advisory_xact_lock(77); return new; end $$;
        create trigger wait_for_holder before insert on session for each row execute function wait_for_holder()`);
      const signing = fetch(`${house.url}/api/toy/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(credentials),
      }).then((answer) => {
        order.push('answered');
        return answer;
      });
      await waiting(house);
      order.push('kept');
      await holder.query('commit');
      const answer = await signing;
      cookie = answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
    } finally {
      holder.release(true);
      await house.database.pool.query('drop function wait_for_holder cascade');
    }
    expect(order).toEqual(['kept', 'answered']);
    expect((await house.knock('GET', '/api/toy/session', { headers: { cookie } })).status).toBe(200);
  });

  it('a person who is shut out is out at the next request', async () => {
    const admin = await house.signIn('demo-admin');
    const added = await admin('POST', '/people', {
      body: { login: 'new.one', name: '新人', role: 'duty', password: 'a long password of lanterns' },
    });
    expect(added.body).toMatchObject({ login: 'new.one', disabled: false });
    const signedIn = await house.knock('POST', '/api/toy/session', {
      body: { login: 'new.one', password: 'a long password of lanterns' },
    });
    const cookie = cookieOf(signedIn);
    expect((await house.knock('GET', '/api/toy/pack', { headers: { cookie } })).status).toBe(200);
    expect((await admin('PATCH', '/people/new.one', { body: { disabled: true } })).status).toBe(200);
    expect((await house.knock('GET', '/api/toy/pack', { headers: { cookie } })).status).toBe(401);
  });

  it.each(['duty1', 'demo-admin', null])(
    'a server that has counties is set up by nobody through the door of an empty one: %s',
    async (login) => {
      const signedIn =
        login === null
          ? null
          : await house.knock('POST', '/api/toy/session', { body: { login, password: demoPassword } });
      const headers = {
        'x-setup-code': 'AAAA-BBBB-CCCC',
        ...(signedIn && { cookie: cookieOf(signedIn) }),
      };
      for (const act of ['look', 'county'])
        for (const code of [headers['x-setup-code'], '']) {
          const told = await house.knock('POST', `/api/-/setup/${act}`, {
            body: {},
            headers: { ...headers, 'x-setup-code': code },
          });
          expect(told.status, act).toBe(409);
          expect(told.body, act).toMatchObject({ code: 'not-now' });
        }
      expect((await house.knock('GET', '/api/-/setup')).body).toEqual({ empty: false });
    },
  );

  it('people change their own password and nobody else’s', async () => {
    const admin = await house.signIn('demo-admin');
    const body = { login: 'change.me', name: '改', role: 'duty', password: 'first password' };
    await admin('POST', '/people', { body });
    const change = { login: 'change.me', password: 'first password', next: 'second password' };
    const officer = await house.signIn('duty2');
    expect((await officer('POST', '/session/password', { body: change })).status).toBe(403);
    const own = cookieOf(
      await house.knock('POST', '/api/toy/session', {
        body: { login: 'change.me', password: 'first password' },
      }),
    );
    const done = await house.knock('POST', '/api/toy/session/password', {
      body: change,
      headers: { cookie: own },
    });
    expect(done.status).toBe(204);
    expect(isRefusal(await house.access.signIn('toy', 'change.me', 'first password'))).toBe(true);
    expect(isRefusal(await house.access.signIn('toy', 'change.me', 'second password'))).toBe(false);
  });

  it('a person’s seat runs out when it is not used and at its term, a wall’s never', async () => {
    const start = Date.now();
    try {
      const officer = await house.signIn('duty1');
      const idle = await house.signIn('duty2');
      const token = house.demo.jurisdictions['toy']?.device;
      const wall = cookieOf(await house.knock('POST', '/api/toy/session/device', { body: { token } }));
      const asWall = () => house.knock('GET', '/api/toy/session', { headers: { cookie: wall } });
      for (let hour = 1; hour < 12; hour++) {
        house.clock.now = start + hour * hourMs;
        expect((await officer('GET', '/session')).status, `${hour} h`).toBe(200);
      }
      expect((await idle('GET', '/session')).status).toBe(401);
      house.clock.now = start + 12 * hourMs + minuteMs;
      expect((await officer('GET', '/session')).status).toBe(401);
      house.clock.now = start + 700 * dayMs;
      expect((await asWall()).body).toMatchObject({ role: 'wall' });
    } finally {
      house.clock.now = null;
    }
  });

  it('a wall and a person sit side by side; the person speaks, and leaves the wall in place', async () => {
    const token = house.demo.jurisdictions['toy']?.device;
    const wall = cookieOf(await house.knock('POST', '/api/toy/session/device', { body: { token } }));
    const both = cookieOf(
      await house.knock('POST', '/api/toy/session', { body: credentials, headers: { cookie: wall } }),
    );
    const who = () => house.knock('GET', '/api/toy/session', { headers: { cookie: both } });
    expect((await who()).body['role']).toBe('duty');
    await house.knock('DELETE', '/api/toy/session', { headers: { cookie: both } });
    expect((await who()).body['role']).toBe('wall');
  });

  it('a revoked screen is out at its next request', async () => {
    const admin = await house.signIn('demo-admin');
    const issued = (await admin('POST', '/devices', { body: { name: '大厅' } })).body as {
      id: string;
      token: string;
    };
    const paired = await house.knock('POST', '/api/toy/session/device', { body: { token: issued.token } });
    expect(paired.body).toMatchObject({ role: 'wall', name: '大厅' });
    const cookie = cookieOf(paired);
    expect((await admin('DELETE', `/devices/${issued.id}`)).status).toBe(204);
    expect((await house.knock('GET', '/api/toy/session', { headers: { cookie } })).status).toBe(401);
    expect(
      (await house.knock('POST', '/api/toy/session/device', { body: { token: issued.token } })).status,
    ).toBe(401);
    expect(JSON.stringify((await admin('GET', '/devices')).body)).not.toContain(issued.token);
  });

  it('a screen’s token opens its own jurisdiction only', async () => {
    const token = house.demo.jurisdictions['other']?.device;
    expect((await house.knock('POST', '/api/toy/session/device', { body: { token } })).status).toBe(401);
  });

  it('pages of other sites may not act', async () => {
    const officer = await house.signIn('duty1');
    const act = (headers: Record<string, string>) =>
      officer('POST', '/commands', {
        body: {},
        headers: { 'idempotency-key': 'key-of-this-act', ...headers },
      });
    expect((await act({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await act({ origin: 'null' })).status).toBe(403);
    expect((await act({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await act({ origin: house.url })).status).toBe(400);
    const form = await officer('POST', '/commands', {
      raw: 'kind=report',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': 'key-of-this-act' },
    });
    expect(form.status).toBe(415);
  });

  it('a socket’s handshake is read afresh each time', async () => {
    const cookie = cookieOf(await house.knock('POST', '/api/toy/session', { body: credentials }));
    const message = new IncomingMessage(new Socket());
    message.url = '/socket.io/?jurisdiction=toy';
    message.headers.cookie = cookie;
    expect(await house.authenticateHandshake(message, 'toy')).toMatchObject({ id: 'duty1' });
    expect(await house.authenticateHandshake(message, 'other')).toBeNull();
    expect(await house.authenticateHandshake(message, 'nowhere')).toBeNull();
    await house.knock('DELETE', '/api/toy/session', { headers: { cookie } });
    expect(await house.authenticateHandshake(message, 'toy')).toBeNull();
    message.headers.authorization = `Bearer ${house.demo.jurisdictions['toy']?.device}`;
    expect(await house.authenticateHandshake(message, 'toy')).toMatchObject({ role: 'wall' });
  });

  it('outside demo mode the pretend people and tokens are shut out', async () => {
    const cookie = cookieOf(await house.knock('POST', '/api/other/session', { body: credentials }));
    const demo = house.demo.jurisdictions['other'];
    const admin = await house.signIn('demo-admin', 'other');
    const one = {
      login: 'made.in.demo',
      name: '客',
      role: 'duty',
      password: 'seven lanterns over the ferry',
    };
    expect((await admin('POST', '/people', { body: one })).status).toBe(200);
    const wall = (await admin('POST', '/devices', { body: { name: '大厅' } })).body as { token: string };
    // A demo that starts again keeps whom it let in.
    await house.store.disableDemo('pretended');
    expect(isRefusal(await house.access.signIn('other', one.login, one.password))).toBe(false);
    expect(isRefusal(await house.access.device('other', wall.token))).toBe(false);
    await house.store.disableDemo('all');
    expect(isRefusal(await house.access.signIn('other', one.login, one.password))).toBe(true);
    expect(isRefusal(await house.access.device('other', wall.token))).toBe(true);
    expect((await house.knock('GET', '/api/other/session', { headers: { cookie } })).status).toBe(401);
    expect((await house.knock('POST', '/api/other/session', { body: credentials })).status).toBe(401);
    expect(isRefusal(await house.access.device('other', demo?.device ?? ''))).toBe(true);
    for (const token of Object.values(demo?.sources ?? {}))
      expect(isRefusal(await house.access.source(token))).toBe(true);
  });

  it('the first administrator’s password is in a private file and works', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-first-'));
    const { store, access } = house;
    const ask = {
      store,
      people: access.people,
      jurisdictions: ['fresh'],
      dataDir: folder,
      log: openLog('silent'),
    };
    try {
      await makeFirstAdmins(ask);
      const file = path.join(folder, 'first-sign-in.json');
      const told = JSON.parse(await readFile(file, 'utf8')) as {
        fresh: Record<'admin' | 'auditor', { login: string; password: string }>;
      };
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      for (const role of ['admin', 'auditor'] as const) {
        const { login, password } = told.fresh[role];
        expect(await access.signIn('fresh', login, password)).toMatchObject({ role });
      }
      await rm(file);
      await makeFirstAdmins(ask);
      await expect(stat(file)).rejects.toThrow();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('limits', () => {
  const knocking =
    (house: HttpHouse) =>
    (login: string, password: string, headers: Record<string, string> = {}) =>
      house.knock('POST', '/api/toy/session', { body: { login, password }, headers });

  it('a login is closed to an address after too many failures, others stay open, and so does the owner’s browser', async () => {
    const house = await openHttpHouse([testPack()], { limits: { signIn: 3 } });
    try {
      const knock = knocking(house);
      const cookie = cookieOf(await knock('duty1', demoPassword));
      for (let i = 0; i < 5; i++) expect((await knock('duty1', demoPassword)).status).toBe(200);
      for (let i = 0; i < 3; i++) expect((await knock('duty1', 'wrong')).status).toBe(401);
      const closed = await knock('duty1', demoPassword);
      expect(closed.status).toBe(429);
      expect(closed.body).toMatchObject({ code: 'busy', status: 429 });
      expect(closed.headers.get('retry-after')).toMatch(/^\d+$/);
      expect((await knock('duty2', demoPassword)).status).toBe(200);
      expect((await knock('duty1', demoPassword, { cookie })).status).toBe(200);
      // A mark of one login is none of another, and its own failures are counted.
      for (let i = 0; i < 3; i++) await knock('duty1', 'wrong', { cookie });
      expect((await knock('duty1', demoPassword, { cookie })).status).toBe(429);
    } finally {
      await house.close();
    }
  });

  it('whoever tries all logins from one address locks out neither sessions nor browsers that are known', async () => {
    const house = await openHttpHouse([testPack()], { limits: { signInAddress: 4 } });
    try {
      const knock = knocking(house);
      const officer = await house.signIn('duty1');
      const cookie = cookieOf(await knock('duty2', demoPassword));
      for (let i = 0; i < 4; i++) await knock(`guess${i}`, 'wrong');
      expect((await knock('chief', demoPassword)).status).toBe(429);
      expect((await officer('GET', '/session')).status).toBe(200);
      expect((await knock('duty2', demoPassword, { cookie })).status).toBe(200);
    } finally {
      await house.close();
    }
  });

  it('failures of one login count together from wherever they come, and X-Forwarded-For is believed of named proxies alone', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    for (const [trustProxy, limits, last] of [
      // Nobody is named: the addresses are words.
      [[], { signIn: 3 }, 429],
      [['loopback'], { signIn: 3 }, 401],
      [['loopback'], { signIn: 3, signInAccount: 5 }, 429],
      [['10.0.0.0/8'], { signIn: 3 }, 429],
    ] as const) {
      const house = await openHttpHouse([testPack()], { limits, trustProxy: [...trustProxy] });
      try {
        const knock = knocking(house);
        for (let i = 0; i < 6; i++) await knock('duty1', 'wrong', from(`203.0.113.${i}`));
        const told = await knock('duty1', 'wrong', from('203.0.113.99'));
        expect(told.status, JSON.stringify([trustProxy, limits])).toBe(last);
      } finally {
        await house.close();
      }
    }
  });

  it('a source that knocks too often waits; so does who tries tokens, and nobody else', async () => {
    const house = await openHttpHouse([testPack()], { limits: { door: 6, badToken: 5 } });
    try {
      const token = house.demo.jurisdictions['toy']?.sources['sim-devices'];
      const knock = (bearer: string | undefined) =>
        house.knock('POST', '/api/toy/readings', {
          body: [],
          headers: { authorization: `Bearer ${bearer}` },
        });
      const statuses = [];
      for (let i = 0; i < 4; i++) statuses.push((await knock(token)).status);
      const guesses = [];
      for (let i = 0; i < 6; i++) guesses.push((await knock(`jh_guess${i}`)).status);
      expect(guesses).toEqual([401, 401, 401, 401, 401, 429]);
      for (let i = 0; i < 3; i++) statuses.push((await knock(token)).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
    } finally {
      await house.close();
    }
  });

  it('one who is signed in reports no more than a hand can write, and the others go on', async () => {
    const house = await openHttpHouse([testPack()], { limits: { report: 3, command: 6 } });
    try {
      const report = async (login: string, n: number): Promise<number[]> => {
        const officer = await house.signIn(login);
        const send = (i: number) =>
          officer('POST', '/commands', {
            body: testReport({ title: `${login} ${i}` }),
            headers: { 'idempotency-key': `${login}-flood-${i}` },
          });
        const told = [];
        for (let i = 0; i < n; i++) told.push((await send(i)).status);
        return told;
      };
      expect(await report('duty1', 5)).toEqual([200, 200, 200, 429, 429]);
      expect(await report('duty2', 2)).toEqual([200, 200]);
    } finally {
      await house.close();
    }
  });

  it('a key that was used for another body is refused with 422; for the same one it gets the same answer', async () => {
    const house = await openHttpHouse([testPack()]);
    try {
      const officer = await house.signIn('duty1');
      const token = house.demo.jurisdictions['toy']?.sources['hotline'];
      const { kind: _, ...asSource } = testReport({ source: 'hotline' });
      for (const [how, send] of [
        [
          'a person',
          (title: string) => officer('POST', '/commands', { body: testReport({ title }), headers }),
        ],
        [
          'a source',
          (title: string) =>
            house.knock('POST', '/api/toy/reports', {
              body: { ...asSource, title },
              headers: { ...headers, authorization: `Bearer ${token}` },
            }),
        ],
      ] as const) {
        const first = await send('one');
        expect(first.status, `${how} ${first.text}`).toBe(200);
        expect((await send('one')).body, how).toEqual(first.body);
        expect((await send('two')).body, how).toMatchObject({
          status: 422,
          code: 'reused',
          field: 'idempotency-key',
        });
      }
    } finally {
      await house.close();
    }
  });
});
const headers = { 'idempotency-key': 'one-key-for-two-acts' };

/** Until a statement of this database waits for a lock, and a moment longer: an early answer would be here. */
async function waiting({ database }: HttpHouse): Promise<void> {
  const asked = `select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  for (;;) {
    const { rows } = await database.pool.query<{ n: number }>(asked);
    if ((rows[0]?.n ?? 0) > 0) break;
    await sleep(5);
  }
  await sleep(50);
}
