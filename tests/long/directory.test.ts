import { setTimeout as pause } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directories, type Directory } from '#shared/access/directory.ts';
import { factorOffer } from '#shared/wire/account.ts';
import { testPack } from '../support/county.ts';
import { reader, startDirectory, suffix, type DirectoryServer } from '../support/directory-server.ts';
import { cookieOf, openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { openProxy } from '../support/proxy.ts';

/** Sign-in by the passwords of a real directory: OpenLDAP, as Debian has it. */
describe('sign-in by a directory', () => {
  let server: DirectoryServer;
  let house: HttpHouse;
  let away: HttpHouse;
  const there = 'the word in the directory';
  const here = 'seven lanterns over the old ferry';
  const leaving = ['is.gone', 'is.shut', 'no.group', 'moves.up', 'stays.on'];
  const people = [
    ...leaving,
    'wang.min',
    'zhao.liu',
    'qian.er',
    'sun.san',
    'the.auditor',
    'has.own',
    'no.account',
  ];
  const settings = (more: Partial<Directory>): Record<string, Directory> =>
    directories.parse({
      toy: {
        url: server.url,
        base: `ou=people,${suffix}`,
        bindDn: reader.dn,
        bindPassword: reader.password,
        groups: [
          { dn: `cn=leaders,${suffix}`, role: 'leader' },
          { dn: `cn=desk,${suffix}`, role: 'duty' },
          { dn: `cn=not-there,${suffix}`, role: 'admin' },
        ],
        ...more,
      },
    });
  beforeAll(async () => {
    server = await startDirectory(Object.fromEntries(people.map((id) => [id, there])), {
      leaders: ['zhao.liu', 'has.own'],
      desk: [...leaving, 'wang.min', 'zhao.liu', 'the.auditor'],
    });
    house = await openHttpHouse([testPack()], { directories: settings({}) });
    for (const login of people.filter((one) => one !== 'no.account'))
      await house.access.people.add('toy', {
        login,
        name: `某 ${login}`,
        role: login === 'the.auditor' ? 'auditor' : 'duty',
        grids: [],
        ...(login === 'has.own' && { password: here }),
      });
    await house.access.people.change('toy', 'sun.san', { disabled: true });
  });
  afterAll(async () => {
    await house?.close();
    await away?.close();
    await server?.stop();
  });
  const enter = (login: string, password: string, more: object = {}, at = house) =>
    at.knock('POST', '/api/toy/session', { body: { login, password, ...more } });

  it('opens an account without a password by that of the directory, and no other by it', async () => {
    expect((await enter('wang.min', there)).body).toMatchObject({ id: 'wang.min', role: 'duty' });
    expect((await house.audit.find('toy', { acts: ['sign-in'], limit: 1 }))[0]).toMatchObject({
      about: 'wang.min',
      detail: 'directory',
    });
    for (const [login, password] of [
      ['wang.min', 'another word'],
      ['wang.min', ''],
      ['wang.min', ' '],
      ['no.account', there],
      ['nobody', there],
      ['sun.san', there],
      ['has.own', there],
      ['*', there],
      ['wang*', there],
      ['wang.min)(uid=*', there],
      [`uid=wang.min,ou=people,${suffix}`, there],
    ] as const)
      expect((await enter(login, password)).status, `${login} by ${password}`).toBeGreaterThanOrEqual(400);
    expect((await enter('has.own', here)).status).toBe(200);
  });

  it('the role follows the first group that somebody is in; who is in none stays out, and an auditor stays one', async () => {
    expect((await enter('zhao.liu', there)).body).toMatchObject({ role: 'leader' });
    expect((await house.access.people.named('toy', 'zhao.liu'))?.role).toBe('leader');
    expect((await house.audit.find('toy', { acts: ['person-changed'], limit: 1 }))[0]).toMatchObject({
      about: 'zhao.liu',
      detail: 'role duty → leader',
    });
    expect((await enter('qian.er', there)).status).toBe(403);
    expect((await enter('the.auditor', there)).status).toBe(403);
    expect((await house.access.people.named('toy', 'the.auditor'))?.role).toBe('auditor');
  });

  it('a second factor of the house is asked for after it', async () => {
    const cookie = cookieOf(await enter('wang.min', there));
    const me = (address: string, body: object) =>
      house.knock('POST', `/api/toy${address}`, { headers: { cookie }, body });
    const offered = await me('/account/factor', { password: there });
    expect(offered.status, offered.text).toBe(200);
    const { secret, offer } = factorOffer.parse(offered.body);
    const code = (at: number): string =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
    await me('/account/factor/confirmation', { offer, code: code(Date.now()) });
    expect((await enter('wang.min', there)).body).toMatchObject({ field: 'code' });
    house.clock.now = Date.now() + 60_000;
    expect((await enter('wang.min', there, { code: code(house.clock.now) })).status).toBe(200);
    house.clock.now = null;
  });

  it.each([
    ['ldaps', () => ({ url: server.tlsUrl, ca: server.ca })],
    ['startTls', () => ({ startTls: true, ca: server.ca })],
  ])('over %s, by the certificate that was named and by no other', async (_what, more) => {
    const one = await openHttpHouse([testPack()], { directories: settings({ ...more(), groups: [] }) });
    const { ca: _, ...unnamed } = more();
    const other = await openHttpHouse([testPack()], { directories: settings({ ...unnamed, groups: [] }) });
    for (const each of [one, other])
      await each.access.people.add('toy', { login: 'wang.min', name: '某', role: 'duty', grids: [] });
    expect((await enter('wang.min', there, {}, one)).status).toBe(200);
    expect((await enter('wang.min', there, {}, other)).body).toMatchObject({ code: 'busy' });
    await one.close();
    await other.close();
  });

  it('signs out whom the directory lets in no more, and nobody else, within the term that was set', async () => {
    const minutes = 3;
    const one = await openHttpHouse([testPack()], {
      directories: settings({ checkMinutes: minutes, filter: '(!(employeeType=left))' }),
    });
    for (const login of leaving)
      await one.access.people.add('toy', { login, name: `某 ${login}`, role: 'duty', grids: [] });
    const cookies = new Map<string, string>();
    for (const login of leaving) cookies.set(login, cookieOf(await enter(login, there, {}, one)));
    const stands = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const [login, cookie] of cookies)
        if ((await one.knock('GET', '/api/toy/session', { headers: { cookie } })).status === 200)
          found.push(login);
      return found;
    };
    const { directoryWatch } = one.access;
    const round = async () => (await directoryWatch.round('toy', one.audit.note)).ended;
    await server.remove('is.gone');
    await server.write('is.shut', 'employeeType', 'left');
    for (const login of ['no.group', 'moves.up']) await server.member('desk', login, false);
    await server.member('leaders', 'moves.up', true);
    // Asked of nobody before the term, so that the directory is not asked at every breath.
    expect(await round()).toBe(0);
    expect(await stands()).toEqual(leaving);
    one.clock.now = Date.now() + minutes * 60_000 + 1;
    expect(await round()).toBe(3);
    expect(await stands()).toEqual(['moves.up', 'stays.on']);
    expect((await one.access.people.named('toy', 'moves.up'))?.role).toBe('leader');
    const told = await one.audit.find('toy', { acts: ['session-ended'], limit: 9 });
    expect(told.map(({ by, about, detail }) => [by.id, about, detail]).toSorted()).toEqual(
      ['is.gone', 'is.shut', 'no.group'].map((login) => ['directory', login, 'directory']),
    );
    // Who was asked of is due a term later; who came in by a password here is never asked of.
    expect(await round()).toBe(0);
    expect((await enter('is.shut', there, {}, one)).status).toBeGreaterThanOrEqual(400);
    await one.close();
  });

  it('signs out nobody because the directory ended the line in the middle of a round', async () => {
    const through = await openProxy(() => Number(new URL(server.url).port));
    const one = await openHttpHouse([testPack()], {
      directories: settings({
        url: through.url.replace('http', 'ldap'),
        groups: [],
        filter: '(!(employeeType=away))',
      }),
    });
    const [leaves, stays] = ['qian.er', 'wang.min'];
    const seats: string[] = [];
    for (const login of [leaves, stays]) {
      await one.access.people.add('toy', { login, name: `某 ${login}`, role: 'duty', grids: [] });
      seats.push(cookieOf(await enter(login, there, {}, one)));
    }
    const standing = async () => {
      const asked = seats.map((cookie) => one.knock('GET', '/api/toy/session', { headers: { cookie } }));
      return (await Promise.all(asked)).map(({ status }) => status);
    };
    await server.write(leaves, 'employeeType', 'away');
    one.clock.now = Date.now() + 6 * 60_000;
    // It ends while the first who is signed out is written down; the second would be looked for as nobody, and not be found.
    const note: typeof one.audit.note = async (...line) => {
      await one.audit.note(...line);
      through.drop();
      await pause(100);
    };
    await expect(one.access.directoryWatch.round('toy', note)).rejects.toThrow('ended the line');
    expect(await standing()).toEqual([401, 200]);
    expect(await one.access.directoryWatch.round('toy', one.audit.note)).toEqual({ ended: 0, left: [] });
    expect(await standing()).toEqual([401, 200]);
    await one.close();
    await through.close();
  });

  it('signs out nobody while the directory is away', async () => {
    const one = await startDirectory({ 'wang.min': there }, { desk: ['wang.min'] });
    const at = await openHttpHouse([testPack()], {
      directories: directories.parse({
        toy: { url: one.url, base: `ou=people,${suffix}`, bindDn: reader.dn, bindPassword: reader.password },
      }),
    });
    await at.access.people.add('toy', { login: 'wang.min', name: '某', role: 'duty', grids: [] });
    const cookie = cookieOf(await enter('wang.min', there, {}, at));
    await one.stop();
    at.clock.now = Date.now() + 6 * 60_000;
    await expect(at.access.directoryWatch.round('toy', at.audit.note)).rejects.toThrow();
    expect((await at.knock('GET', '/api/toy/session', { headers: { cookie } })).status).toBe(200);
    await at.close();
  });

  it('while it is away an account with a password here comes in all the same', async () => {
    away = await openHttpHouse([testPack()], { directories: settings({ url: 'ldap://127.0.0.1:9' }) });
    await away.access.people.add('toy', { login: 'wang.min', name: '某', role: 'duty', grids: [] });
    expect((await enter('wang.min', there, {}, away)).body).toMatchObject({ code: 'busy' });
    expect(
      (await away.knock('POST', '/api/toy/session', { body: { login: 'duty1', password: 'jiuhuan-demo' } }))
        .status,
    ).toBe(200);
  });

  it.each([
    ['no TLS', { url: 'ldap://directory.example.cn' }],
    ['a role that no group gives', { groups: [{ dn: 'cn=x', role: 'auditor' }] }],
    ['a reader without a word', { bindPassword: undefined }],
    ['another protocol', { url: 'https://directory.example.cn' }],
  ])('settings with %s are refused', (_what, more) => {
    expect(directories.safeParse({ toy: { ...settings({})['toy'], ...more } }).success).toBe(false);
  });
});
