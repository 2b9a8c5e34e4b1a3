import { generateKeyPair } from 'jose';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityProviders, type IdentityProvider } from '#shared/access/provider.ts';
import { testPack } from '../support/county.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { openIdentityProvider, openJar } from '../support/identity-provider.ts';
import * as wire from '#shared/wire/account.ts';

const password = 'seven lanterns over the old ferry';

describe('sign-in by an identity provider', () => {
  let house: HttpHouse;
  let provider: Awaited<ReturnType<typeof openIdentityProvider>>;
  let settings: IdentityProvider;
  /** The house's address is known once it stands; what is configured is a name for it. */
  const home = 'http://127.0.0.1:9';
  const here = (address: string): string => address.replace(home, house.url);
  beforeAll(async () => {
    provider = await openIdentityProvider(
      () => `${home}/api/toy/session/provider/back`,
      () => `${house.url}/api/toy/session/provider/out`,
    );
    const { issuer, clientId, clientSecret } = provider;
    const name = { zh: '政务统一认证', en: 'Government sign-in' };
    const given = identityProviders.parse({
      toy: { issuer, clientId, clientSecret, home, name, factor: 'provider' },
    });
    settings = given['toy'] as IdentityProvider;
    house = await openHttpHouse([testPack(), testPack('other', '320282')], {
      providers: given,
      factorFor: 'admins',
    });
    for (const [login, role] of [
      ['wang.min', 'duty'],
      ['zhao.liu', 'duty'],
      ['the.admin', 'admin'],
    ] as const)
      await house.access.people.add('toy', {
        login,
        name: `某 ${login}`,
        role,
        grids: [],
        password,
        phone: '13900000000',
      });
  });
  afterAll(async () => {
    await house.close();
    await provider.close();
  });
  function known(id: string, claims: object, amr = ['pwd']): void {
    provider.people.set(id, { claims: { preferred_username: id, ...claims }, amr });
    provider.at.who = id;
  }
  const begin = (jar = openJar(here), to = 'desk') => jar.follow(`${home}/api/toy/session/provider?to=${to}`);
  const session = async (jar: ReturnType<typeof openJar>) => {
    const answer = await jar.go(`${house.url}/api/toy/session`);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const lastFailure = async () =>
    (await house.audit.find('toy', { acts: ['sign-in-failed'], limit: 1 }))[0]?.detail;

  it('is offered where the county has one, by its name', async () => {
    expect((await house.knock('GET', '/api/toy/session/ways')).body).toEqual({
      provider: { name: settings.name },
    });
    expect((await house.knock('GET', '/api/other/session/ways')).body).toEqual({ provider: null });
    expect((await house.knock('GET', '/api/other/session/provider')).status).toBe(404);
  });

  it('signs in who has an account, at the page that was asked for, with the rights of that account; and out again', async () => {
    known('wang.min', { role: 'admin', groups: ['administrators'] });
    const jar = openJar(here);
    const { last, way } = await begin(jar);
    expect(last).toBe(`${home}/toy/desk`);
    expect(way[1]).toMatch(/code_challenge_method=S256/u);
    expect(await session(jar)).toMatchObject({
      status: 200,
      body: { id: 'wang.min', role: 'duty', grids: [] },
    });
    expect((await house.audit.find('toy', { acts: ['sign-in'], limit: 1 }))[0]).toMatchObject({
      about: 'wang.min',
      detail: 'provider',
    });
    await jar.go(`${house.url}/api/toy/session`, { method: 'DELETE' });
    expect((await session(jar)).status).toBe(401);
    const out = await jar.go(`${house.url}/api/toy/session/provider/end`);
    expect(out.headers.get('location')).toMatch(
      new RegExp(`^${provider.issuer}/session/end\\?.*post_logout_redirect_uri=`, 'u'),
    );
  });

  it.each([
    ['somebody without an account', 'nobody.here', {}, 'provider-unknown-person'],
    ['a claim that is no text', 'odd', { preferred_username: 7 }, 'provider-refused'],
  ])('%s comes in as nobody, and nothing is made', async (_what, id, claims, reason) => {
    const before = (await house.database.pool.query('SELECT count(*) AS n FROM person')).rows;
    known(id, claims);
    const jar = openJar(here);
    expect((await begin(jar)).last).toBe(`${home}/toy/desk#refused=${reason}`);
    expect((await session(jar)).status).toBe(401);
    expect(await lastFailure()).toBe(reason);
    expect((await house.database.pool.query('SELECT count(*) AS n FROM person')).rows).toEqual(before);
  });

  it('who was shut out here stays out', async () => {
    known('zhao.liu', {});
    await house.access.people.change('toy', 'zhao.liu', { disabled: true });
    expect((await begin()).last).toContain('#refused=provider-unknown-person');
    await house.access.people.change('toy', 'zhao.liu', { disabled: false });
    expect((await begin()).last).toBe(`${home}/toy/desk`);
  });

  it('a way back that this browser did not begin, that was begun twice, or that is old, opens nothing', async () => {
    known('wang.min', {});
    const jar = openJar(here);
    const { way } = await begin(jar);
    const back = here(way.find((one) => one.includes('/session/provider/back')) ?? '');
    const stranger = await openJar().go(back);
    expect(stranger.headers.get('location')).toContain('#refused=provider-stale');
    expect(stranger.headers.getSetCookie().join()).not.toContain('jiuhuan=');
    // Another errand of the same browser: its state is another.
    const other = openJar(here);
    await other.go(`${house.url}/api/toy/session/provider`);
    expect((await other.go(back)).headers.get('location')).toContain('#refused=provider-refused');
    const late = openJar(here);
    await late.go(`${house.url}/api/toy/session/provider`);
    house.clock.now = Date.now() + 11 * 60_000;
    expect((await late.go(back)).headers.get('location')).toContain('#refused=provider-stale');
    house.clock.now = null;
  });

  it('a sign-in that ends at the provider ends here, and no other one of the same person', async () => {
    known('wang.min', {});
    const [jar, elsewhere] = [openJar(here), openJar(here)];
    await begin(jar);
    await begin(elsewhere);
    expect([(await session(jar)).status, (await session(elsewhere)).status]).toEqual([200, 200]);
    const ending = await jar.go(`${provider.issuer}/session/end`);
    const [, address = ''] = /action="([^"]+)"/u.exec(await ending.clone().text()) ?? [];
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/u.exec(await ending.text()) ?? [];
    await jar.go(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
    });
    await expect.poll(async () => (await session(jar)).status).toBe(401);
    expect((await session(elsewhere)).status).toBe(200);
    expect((await house.audit.find('toy', { acts: ['session-ended'], limit: 1 }))[0]).toMatchObject({
      about: 'wang.min',
      detail: 'provider',
    });
  });

  it('only what the provider signed, for this house, of now and for the first time, ends anything', async () => {
    known('wang.min', {});
    const jar = openJar(here);
    await begin(jar);
    const event = 'http://schemas.openid.net/event/backchannel-logout';
    const good = { iss: provider.issuer, aud: provider.clientId, sub: 'wang.min', events: { [event]: {} } };
    const out = async (token: string, type = 'application/x-www-form-urlencoded') =>
      (
        await fetch(`${house.url}/api/toy/session/provider/out`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: new URLSearchParams({ logout_token: token }).toString(),
        })
      ).status;
    const { privateKey: stranger } = await generateKeyPair('RS256');
    const old = Math.floor(Date.now() / 1_000) - 600;
    for (const [what, token] of [
      ['another key', await provider.sign(good, stranger)],
      ['another house', await provider.sign({ ...good, aud: 'somebody-else' })],
      ['another provider', await provider.sign({ ...good, iss: 'https://login.example.cn' })],
      ['an ID token', await provider.sign({ ...good, nonce: 'n' })],
      ['no event', await provider.sign({ ...good, events: {} })],
      ['of nobody', await provider.sign({ ...good, sub: undefined })],
      ['ten minutes old', await provider.sign({ ...good, iat: old })],
      ['no token', 'x'.repeat(40)],
    ] as const)
      expect(await out(token), what).toBe(400);
    expect(await out(await provider.sign(good), 'application/json')).toBe(415);
    expect((await session(jar)).status).toBe(200);
    const token = await provider.sign(good);
    expect(await out(token)).toBe(204);
    expect((await session(jar)).status).toBe(401);
    await begin(jar);
    expect(await out(token), 'a second time').toBe(400);
    expect((await session(jar)).status).toBe(200);
    expect(await fetch(`${house.url}/api/other/session/provider/out`, { method: 'POST' })).toMatchObject({
      ok: false,
    });
  });

  it('a second factor of the house is asked for, unless the provider has seen one', async () => {
    const cookie = { cookie: '' };
    const me = async (method: string, address: string, body?: object) =>
      house.knock(method, `/api/toy${address}`, { headers: cookie, ...(body && { body }) });
    const entered = await me('POST', '/session', { login: 'wang.min', password });
    cookie.cookie = entered.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const offered = wire.factorOffer.parse((await me('POST', '/account/factor', { password })).body);
    const codeAt = (at: number) =>
      new TOTP({ secret: Secret.fromBase32(offered.secret) }).generate({ timestamp: at });
    const now = Date.now();
    await me('POST', '/account/factor/confirmation', { offer: offered.offer, code: codeAt(now) });

    known('wang.min', {});
    const jar = openJar(here);
    expect((await begin(jar)).last).toBe(`${home}/toy/desk#code=wang.min`);
    expect((await session(jar)).status).toBe(401);
    const prove = (body: object) =>
      jar.go(`${house.url}/api/toy/session/provider/code`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const at = now + 60_000;
    house.clock.now = at;
    expect((await prove({ login: 'wang.min', code: '000000' })).status).toBe(401);
    expect((await prove({ login: 'zhao.liu', code: codeAt(at) })).status).toBe(401);
    expect((await prove({ login: 'wang.min', code: codeAt(at) })).status).toBe(200);
    expect(await session(jar)).toMatchObject({ status: 200, body: { id: 'wang.min' } });
    house.clock.now = null;

    known('wang.min', {}, ['pwd', 'otp']);
    const strong = openJar(here);
    expect((await begin(strong)).last).toBe(`${home}/toy/desk`);
    expect((await session(strong)).status).toBe(200);
  });

  it('where a second factor is a duty, the word of the provider for one is enough, and a password there is not', async () => {
    const people = async (amr: string[]) => {
      known('the.admin', {}, amr);
      const jar = openJar(here);
      await begin(jar);
      return (await jar.go(`${house.url}/api/toy/people`)).status;
    };
    expect(await people(['pwd'])).toBe(403);
    expect(await people(['pwd', 'mfa'])).toBe(200);
  });

  it.each([
    ['no TLS', { issuer: 'http://login.example.gov.cn' }],
    ['a name that is like this machine', { issuer: 'http://127.0.0.1.example.cn' }],
    ['a slash at the end', { home: 'https://centre.example.gov.cn/' }],
    ['a match that is none', { matches: 'email' }],
  ])('settings with %s are refused', (_what, more) => {
    expect(identityProviders.safeParse({ toy: { ...settings, ...more } }).success).toBe(false);
  });
});
