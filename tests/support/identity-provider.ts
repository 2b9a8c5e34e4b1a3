import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import Provider from 'oidc-provider';

/** Somebody as the provider knows them. */
export interface KnownThere {
  claims: Record<string, unknown>;
  /** How it knew them. */
  amr: string[];
}

/** A real identity provider on loopback, where whoever `who` names is signed in without a question. */
export async function openIdentityProvider(back: () => string, out?: () => string) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'of-the-test', alg: 'RS256', use: 'sig' };
  const people = new Map<string, KnownThere>();
  const at = { who: '' };
  const server = createServer((req, res) => void serve(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientId = 'jiuhuan-test';
  const clientSecret = 'a secret between the two of at least thirty-two';
  let provider: Provider | null = null;

  function made(): Provider {
    provider ??= new Provider(issuer, {
      clients: [
        {
          ...{ client_id: clientId, client_secret: clientSecret, redirect_uris: [back()] },
          post_logout_redirect_uris: [new URL('/toy/account', back()).href],
          ...(out && { backchannel_logout_uri: out(), backchannel_logout_session_required: true }),
        },
      ],
      claims: {
        openid: ['sub', 'amr'],
        profile: ['preferred_username'],
        phone: ['phone_number', 'phone_number_verified'],
      },
      jwks: { keys: [key] },
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: { enabled: true },
        backchannelLogout: { enabled: out !== undefined },
      },
      findAccount: (_ctx, id) => ({
        accountId: id,
        claims: () => ({ sub: id, ...people.get(id)?.claims }),
      }),
      loadExistingGrant: async (ctx) => {
        const { oidc } = ctx;
        const grant = new oidc.provider.Grant({
          clientId: oidc.client?.clientId ?? '',
          accountId: oidc.session?.accountId ?? '',
        });
        grant.addOIDCScope('openid profile phone');
        await grant.save();
        return grant;
      },
      interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
      cookies: { keys: ['keys of a provider in a test'] },
    });
    return provider;
  }
  async function serve(
    ...[req, res]: Parameters<Parameters<typeof createServer>[1] & object>
  ): Promise<void> {
    if (!req.url?.startsWith('/interaction/')) return void made().callback()(req, res);
    const login = { accountId: at.who, amr: people.get(at.who)?.amr ?? ['pwd'], remember: false };
    await made().interactionFinished(req, res, { login }, { mergeWithLastSubmission: false });
  }
  return {
    ...{ issuer, clientId, clientSecret, people, at },
    /** A token as the provider signs them; `by`: another key. */
    async sign(payload: Record<string, unknown>, by: typeof privateKey = privateKey): Promise<string> {
      const token = new SignJWT({ iat: Math.floor(Date.now() / 1_000), jti: randomUUID(), ...payload });
      return token.setProtectedHeader({ alg: 'RS256', kid: 'of-the-test' }).sign(by);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A browser as far as redirects and cookies go: follows until it is at a page that is not sent elsewhere. */
export function openJar(rewrite: (address: string) => string = (address) => address) {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (address: string): Map<string, string> => {
    const { host } = new URL(address);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  async function go(address: string, init: RequestInit = {}): Promise<Response> {
    const jar = jarOf(address);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), ...(cookie && { cookie }) },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || /expires=Thu, 01 Jan 1970/iu.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }
  return {
    go,
    jarOf,
    /** The last address, which is a page of ours, after all redirects; every one on the way is kept. */
    async follow(address: string): Promise<{ last: string; way: string[] }> {
      const way = [address];
      for (let hops = 0; hops < 20; hops++) {
        const answer = await go(rewrite(way.at(-1) ?? ''));
        const next = answer.headers.get('location');
        if (next === null) break;
        way.push(new URL(next, way.at(-1)).href);
        if (/\/toy\/[a-z]+(?:#|$)/u.test(next)) break;
      }
      return { last: way.at(-1) ?? '', way };
    },
  };
}
