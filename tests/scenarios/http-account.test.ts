import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hourMs } from '#shared/kernel/span.ts';
import { must } from '#shared/kernel/must.ts';
import * as wire from '#shared/wire/account.ts';
import * as deputies from '#shared/wire/deputies.ts';
import { toldNotices } from '#shared/wire/notices.ts';
import { demoPassword } from '../../server/access/demo.ts';
import { openAuditStore } from '../../server/storage/access/audit-store.ts';
import { verifyAudit } from '../../server/audit/audit.ts';
import { testPack, testReport } from '../support/county.ts';
import { cookieOf, openHttpHouse, type HttpHouse } from '../support/http-house.ts';

const password = 'seven lanterns over the old ferry';
const codeAt = (secret: string, at: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

describe('the own account', () => {
  let house: HttpHouse;
  let serial = 0;
  beforeAll(async () => {
    house = await openHttpHouse([testPack()], { factorFor: 'admins' });
  });
  afterAll(() => house.close());

  const enter = (login: string, more: object = {}, headers: Record<string, string> = {}) =>
    house.knock('POST', '/api/toy/session', { body: { login, password, ...more }, headers });
  async function makePerson(role: 'duty' | 'admin' | 'auditor' = 'duty'): Promise<string> {
    const login = `one.${serial++}`;
    await house.access.people.add('toy', { login, name: `某 ${login}`, role, grids: [], password });
    return login;
  }
  async function sit(login: string, more: object = {}) {
    const told = await enter(login, more);
    expect(told.status, told.text).toBe(200);
    const cookie = cookieOf(told);
    return (method: string, address: string, body?: object) =>
      house.knock(method, `/api/toy${address}`, { headers: { cookie }, ...(body && { body }) });
  }
  const linesOf = async (word: string): Promise<string[]> =>
    (await house.audit.find('toy', { word, limit: 200 })).map(({ act }) => act).reverse();

  it.each([
    ['1234567890'],
    ['          '],
    ['aaaaaaaaaaaaaa'],
    ['qwertyuiop'],
    ['abababababab'],
    ['duty1duty1'],
    ['admin@123456'],
    ['password2026'],
  ])(
    'the password %j is refused with the field at fault, for oneself and by an administrator',
    async (bad) => {
      const login = await makePerson();
      const me = await sit(login);
      const own = await me('POST', '/session/password', { login, password, next: bad });
      expect(own.body).toMatchObject({ status: 400, field: 'next' });
      const made = await house.access.people.add('toy', {
        login: 'x.y',
        name: 'x',
        role: 'duty',
        grids: [],
        password: bad,
      });
      expect(made).toMatchObject({ kind: 'refusal', field: 'password' });
    },
  );

  it('a password that is the login is refused, however long', async () => {
    const login = 'the.officer.of.the.ferry';
    const person = { login, name: '渡口值班', role: 'duty' as const, grids: [] };
    expect(await house.access.people.add('toy', { ...person, password: login })).toMatchObject({
      field: 'password',
    });
    expect(await house.access.people.add('toy', { ...person, password: login.toUpperCase() })).toMatchObject({
      field: 'password',
    });
  });

  it('a changed password ends the other sign-ins at once and keeps the own one; a reset ends all', async () => {
    const login = await makePerson();
    const [here, elsewhere] = [await sit(login), await sit(login)];
    const next = 'eight bridges behind the brick kiln';
    expect((await here('POST', '/session/password', { login, password, next })).status).toBe(204);
    expect((await elsewhere('GET', '/session')).status).toBe(401);
    expect((await here('GET', '/session')).status).toBe(200);
    await house.access.people.change('toy', login, { password: 'nine boats under the camphor tree' });
    const admin = await house.signIn('demo-admin');
    // Without a second factor an administrator is served nothing but the own account.
    expect((await admin('PATCH', `/people/${login}`, { body: { password } })).body).toMatchObject({
      status: 403,
      field: 'factor',
    });
    const keeper = await sit(await makePerson('admin'));
    await enrol(keeper);
    expect((await keeper('PATCH', `/people/${login}`, { password })).status).toBe(200);
    expect((await here('GET', '/session')).status).toBe(401);
    expect(await linesOf(login)).toEqual(
      expect.arrayContaining(['sign-in', 'password-changed', 'password-reset']),
    );
  });

  it('the own sign-ins are listed with place and time, and one or all others are ended', async () => {
    const login = await makePerson();
    const [first, second, third] = [await sit(login), await sit(login), await sit(login)];
    const listed = wire.account.parse((await first('GET', '/account')).body);
    expect(listed.sessions).toHaveLength(3);
    expect(listed.sessions.filter(({ own }) => own)).toHaveLength(1);
    expect(listed.sessions[0]?.endsAt).toBe((listed.sessions[0]?.madeAt ?? 0) + 12 * hourMs);
    const own = wire.account.parse((await second('GET', '/account')).body).sessions.find((one) => one.own);
    expect((await first('DELETE', `/account/sessions/${own?.id}`)).status).toBe(204);
    expect((await second('GET', '/session')).status).toBe(401);
    const stranger = await sit(await makePerson());
    const mine = listed.sessions.find((one) => one.own)?.id;
    expect((await stranger('DELETE', `/account/sessions/${mine}`)).status).toBe(404);
    expect((await first('DELETE', '/account/sessions/others')).status).toBe(204);
    expect((await third('GET', '/session')).status).toBe(401);
    expect((await first('GET', '/session')).status).toBe(200);
  });

  it('a second factor is proven before it is kept, asked for at the next sign-in, and each code is good once', async () => {
    const start = Date.now();
    try {
      house.clock.now = start;
      const login = await makePerson();
      const me = await sit(login);
      const { body } = await me('POST', '/account/factor', { password });
      const offered = wire.factorOffer.parse(body);
      const prove = (code: string) =>
        me('POST', '/account/factor/confirmation', { offer: offered.offer, code });
      expect((await prove('000000')).status).toBe(401);
      expect((await enter(login)).status).toBe(200);
      const kept = wire.recoveryCodes.parse((await prove(codeAt(offered.secret, start))).body);
      expect(new Set(kept.recovery).size).toBe(10);
      const row = must(await house.access.people.row('toy', login), login);
      expect(JSON.stringify(row)).not.toContain(offered.secret);
      for (const code of kept.recovery) expect(JSON.stringify(row)).not.toContain(code);

      expect((await enter(login)).body).toMatchObject({ status: 401, field: 'code' });
      // The code that proved it is used up.
      expect((await enter(login, { code: codeAt(offered.secret, start) })).status).toBe(401);
      house.clock.now = start + 60_000;
      const code = codeAt(offered.secret, house.clock.now);
      expect((await enter(login, { code, password: 'wrong' })).status).toBe(401);
      expect((await enter(login, { code })).status).toBe(200);
      expect((await enter(login, { code })).status).toBe(401);
      const [recovery = ''] = kept.recovery;
      expect((await enter(login, { code: recovery })).status).toBe(200);
      expect((await enter(login, { code: recovery })).status).toBe(401);
      expect(await linesOf(login)).toEqual(
        expect.arrayContaining(['factor-added', 'sign-in-failed', 'recovery-used']),
      );
    } finally {
      house.clock.now = null;
    }
  });

  it('an offer is its owner’s and lasts ten minutes', async () => {
    const start = Date.now();
    const [me, other] = [await sit(await makePerson()), await sit(await makePerson())];
    const { secret, offer } = wire.factorOffer.parse(
      (await me('POST', '/account/factor', { password })).body,
    );
    const code = codeAt(secret, start);
    expect((await other('POST', '/account/factor/confirmation', { offer, code })).body).toMatchObject({
      field: 'offer',
    });
    expect(
      (await me('POST', '/account/factor/confirmation', { offer: offer.replace('v1.', 'v1.A'), code }))
        .status,
    ).toBe(400);
    house.clock.now = start + 11 * 60_000;
    const late = await me('POST', '/account/factor/confirmation', {
      offer,
      code: codeAt(secret, house.clock.now),
    });
    house.clock.now = null;
    expect(late.body).toMatchObject({ status: 400, field: 'offer' });
  });

  it('the audit is for auditors alone, by filters, and holds no password, token or code', async () => {
    const login = await makePerson('auditor');
    const me = await sit(login);
    await enrol(me);
    const duty = await sit(await makePerson());
    expect((await duty('GET', '/audit')).status).toBe(403);
    const admin = await sit(await makePerson('admin'));
    await enrol(admin);
    expect((await admin('GET', '/audit')).status).toBe(403);
    expect((await admin('PATCH', `/people/${login}`, { password: demoPassword })).status).toBe(403);
    await enter('no-such-login-my-secret-password');
    const issued = (await admin('POST', '/sources', { source: 'gauges', doors: ['readings'] })).body;
    const list = wire.auditList.parse((await me('GET', '/audit?limit=500')).body);
    expect(list.rows.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['sign-in', 'sign-in-failed', 'source-issued', 'factor-added']),
    );
    const text = JSON.stringify(list);
    for (const secret of [password, String(issued['token']), 'no-such-login-my-secret-password'])
      expect(text).not.toContain(secret);
    const failed = wire.auditList.parse((await me('GET', '/audit?act=sign-in-failed&limit=1')).body);
    expect(failed.rows).toMatchObject([{ act: 'sign-in-failed', address: '127.0.0.1' }]);
    const next = wire.auditList.parse(
      (await me('GET', `/audit?act=sign-in-failed&limit=1&before=${failed.next}`)).body,
    );
    expect(next.rows[0]?.seq).toBeLessThan(must(failed.rows[0]?.seq, 'seq'));
  });

  it('a line is never changed or taken out, and the chain tells when somebody did it all the same', async () => {
    const { pool } = house.database;
    const store = openAuditStore(house.database);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => house.audit.note('toy', { act: 'exported', by: { id: `x${i}` } })),
    );
    const whole = await verifyAudit(store, 'toy');
    expect(whole.bad).toBeNull();
    expect(whole.entries).toBeGreaterThan(40);
    for (const text of ['UPDATE audit SET body = body', 'DELETE FROM audit', 'TRUNCATE audit'])
      await expect(pool.query(text), text).rejects.toThrow('only ever added to');
    await pool.query('ALTER TABLE audit DISABLE TRIGGER USER');
    await pool.query(`UPDATE audit SET body = replace(body, '"id"', '"Id"') WHERE seq = 5`);
    expect((await verifyAudit(store, 'toy')).bad?.seq).toBe(5);
    await pool.query('DELETE FROM audit WHERE seq = 3');
    expect((await verifyAudit(store, 'toy')).bad?.seq).toBe(3);
    await pool.query('DELETE FROM audit WHERE seq >= 3');
    expect((await verifyAudit(store, 'toy')).bad).toMatchObject({ seq: 3 });
  });

  describe('deputies', () => {
    const term = { from: 0, until: 0, why: '外出开会' };
    const start = Date.now();
    beforeEach(() => {
      house.clock.now = start;
      Object.assign(term, { from: start, until: start + hourMs });
    });
    afterAll(() => (house.clock.now = null));
    const roleOf = async (me: Awaited<ReturnType<typeof sit>>) => (await me('GET', '/session')).body['role'];

    it('a leader names an officer for an hour: she acts as the leader under both names, and it ends by itself', async () => {
      await house.access.people.add('toy', {
        login: 'lead.er',
        name: '李四',
        role: 'leader',
        grids: [],
        password,
      });
      const deputy = await makePerson('duty');
      const [leader, officer] = [await sit('lead.er'), await sit(deputy)];
      const found = deputies.candidates.parse((await leader('GET', `/deputies/candidates?q=${deputy}`)).body);
      expect(found.map(({ login }) => login)).toEqual([deputy]);
      const one = await named(leader, '/deputies', { ...term, deputy });
      expect((await leader('POST', '/deputies', { ...term, deputy })).body).toMatchObject({ status: 409 });
      const own = deputies.ownDeputies.parse((await officer('GET', '/deputies')).body);
      expect(own).toMatchObject({
        mine: [],
        others: [{ id: one.id, person: { name: '李四' } }],
        acting: null,
      });

      // She is told before she looks for it, until she has read it; nobody else is.
      const noticesOf = async (me: typeof officer) => toldNotices.parse((await me('GET', '/notices')).body);
      const [notice, ...more] = await noticesOf(officer);
      expect([notice, more]).toMatchObject([
        { kind: 'deputy-named', said: { for: '李四', by: '李四', until: term.until }, seenAt: null },
        [],
      ]);
      expect(await noticesOf(leader)).toEqual([]);
      expect((await leader('POST', `/notices/${encodeURIComponent(notice?.id ?? '')}/seen`)).status).toBe(
        404,
      );
      expect((await officer('POST', `/notices/${encodeURIComponent(notice?.id ?? '')}/seen`)).status).toBe(
        200,
      );
      expect((await noticesOf(officer))[0]?.seenAt).toBe(start);
      expect(await roleOf(officer)).toBe('duty');
      const sat = await officer('POST', '/session/deputy', { deputy: one.id });
      expect(sat.body).toMatchObject({
        id: deputy,
        role: 'leader',
        actsFor: { id: 'lead.er', name: '李四' },
      });
      expect(deputies.ownDeputies.parse((await officer('GET', '/deputies')).body).acting).toBe(one.id);
      // What stands in the record is of both.
      const cookie = await cookieFor(deputy, one.id);
      const told = await house.knock('POST', '/api/toy/commands', {
        headers: { cookie, 'idempotency-key': 'deputy-report-1' },
        body: testReport({ title: '代理上报' }),
      });
      expect(told.status, told.text).toBe(200);
      const { rows } = await house.database.pool.query<{ body: string }>(
        'SELECT body FROM ledger ORDER BY seq DESC LIMIT 1',
      );
      expect(JSON.parse(rows[0]?.body ?? '{}')).toMatchObject({
        by: {
          id: deputy,
          name: `某 ${deputy}（代李四）`,
          role: 'leader',
          actsFor: { id: 'lead.er', name: '李四' },
        },
      });
      // Nobody hands on what they were handed, and the own account stays the own.
      expect((await officer('POST', '/deputies', { ...term, deputy: 'lead.er' })).body).toMatchObject({
        status: 403,
        reasonId: 'deputy-hands-on',
      });
      expect((await officer('GET', '/account')).body).toMatchObject({ login: deputy, role: 'duty' });
      expect(await linesOf('lead.er')).toEqual(expect.arrayContaining(['deputy-named', 'stood-in']));

      house.clock.now = term.until;
      expect(await roleOf(officer)).toBe('duty');
      expect((await officer('POST', '/session/deputy', { deputy: one.id })).status).toBe(409);
      house.clock.now = start;
    });

    it('a stranger, a second time, a shut-out leader, one who ended it: nobody sits there', async () => {
      await house.access.people.add('toy', {
        login: 'lead.2',
        name: '赵六',
        role: 'leader',
        grids: [],
        password,
      });
      const deputy = await makePerson('duty');
      const [leader, officer, other] = [
        await sit('lead.2'),
        await sit(deputy),
        await sit(await makePerson()),
      ];
      const one = await named(leader, '/deputies', { ...term, deputy });
      expect((await other('POST', '/session/deputy', { deputy: one.id })).status).toBe(404);
      expect((await other('DELETE', `/deputies/${one.id}`)).status).toBe(404);
      await officer('POST', '/session/deputy', { deputy: one.id });
      expect(await roleOf(officer)).toBe('leader');
      await house.access.people.change('toy', 'lead.2', { disabled: true });
      expect(await roleOf(officer)).toBe('duty');
      await house.access.people.change('toy', 'lead.2', { disabled: false });
      expect(await roleOf(officer)).toBe('leader');
      expect((await officer('POST', '/session/deputy', { deputy: null })).body['role']).toBe('duty');
      await officer('POST', '/session/deputy', { deputy: one.id });
      expect((await leader('DELETE', `/deputies/${one.id}`)).status).toBe(204);
      expect(await roleOf(officer)).toBe('duty');
      expect((await leader('DELETE', `/deputies/${one.id}`)).status).toBe(409);
    });

    it('an administrator names for a unit; who must have a second factor does not stand in without one', async () => {
      const keeper = await sit(await makePerson('admin'));
      await enrol(keeper);
      const deputy = await makePerson('duty');
      const officer = await sit(deputy);
      const of = (body: object) => keeper('POST', '/people/deputies', { ...term, deputy, ...body });
      expect((await of({ unit: 'town', person: 'lead.er' })).status).toBe(400);
      expect((await of({ unit: 'no-such' })).body).toMatchObject({ status: 404, field: 'unit' });
      expect((await officer('POST', '/people/deputies', { ...term, deputy, unit: 'town' })).status).toBe(403);
      const named = deputies.deputy.parse((await of({ unit: 'town' })).body);
      expect((await officer('POST', '/session/deputy', { deputy: named.id })).body).toMatchObject({
        role: 'handler',
        unit: 'town',
        grids: [],
        actsFor: { id: 'town' },
      });
      const listed = deputies.deputyList.parse((await keeper('GET', '/people/deputies')).body);
      expect(listed.map(({ id }) => id)).toContain(named.id);
      const admin = await makePerson('admin');
      const second = deputies.deputy.parse((await of({ person: admin })).body);
      await officer('POST', '/session/deputy', { deputy: null });
      expect((await officer('POST', '/session/deputy', { deputy: second.id })).body).toMatchObject({
        status: 403,
        field: 'factor',
      });
      expect((await keeper('DELETE', `/deputies/${second.id}`)).status).toBe(204);
    });

    async function named(me: Awaited<ReturnType<typeof sit>>, address: string, body: object) {
      const told = await me('POST', address, body);
      expect(told.status, told.text).toBe(200);
      return deputies.deputy.parse(told.body);
    }
    async function cookieFor(login: string, deputy: string): Promise<string> {
      const cookie = cookieOf(await enter(login));
      await house.knock('POST', '/api/toy/session/deputy', { headers: { cookie }, body: { deputy } });
      return cookie;
    }
  });

  async function enrol(me: Awaited<ReturnType<typeof sit>>): Promise<{ secret: string; recovery: string[] }> {
    const offered = wire.factorOffer.parse((await me('POST', '/account/factor', { password })).body);
    expect(offered.uri).toMatch(/^otpauth:\/\/totp\//);
    const body = { offer: offered.offer, code: codeAt(offered.secret, house.clock.now ?? Date.now()) };
    const kept = await me('POST', '/account/factor/confirmation', body);
    return { secret: offered.secret, ...wire.recoveryCodes.parse(kept.body) };
  }
});
