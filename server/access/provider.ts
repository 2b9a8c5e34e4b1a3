import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import type { IdentityProvider } from '#shared/access/provider.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';

/** What is kept in the browser while its user is at the provider. */
export interface Errand {
  state: string;
  nonce: string;
  verifier: string;
}
/** Who a provider says it is. */
export interface Vouched {
  /** The claim that is held against accounts. */
  value: string;
  /** It knew them by more than a password. */
  isStrong: boolean;
  /** Who it is there, and which sign-in; the provider may end it (OpenID Connect Back-Channel Logout). */
  there: SignInThere;
}
export interface SignInThere {
  sub: string;
  sid: string | null;
}
/** What ends there: one sign-in, or all of somebody. */
export interface EndedThere {
  sub: string | null;
  sid: string | null;
}
export type Provider = ReturnType<typeof openProvider>;

const rereadMs = hourMs;

/** An identity provider: authorization code flow with PKCE, state and nonce; everything it signs is checked by the library. */
export function openProvider(
  settings: IdentityProvider,
  back: string,
  { log, now }: { log: Log; now: () => number },
) {
  const configuration = openConfiguration(settings, now);
  return {
    settings,
    /** Where to send the browser, and what it keeps meanwhile; null: the provider cannot be reached. */
    async begin(): Promise<{ address: string; errand: Errand } | null> {
      const errand = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      try {
        const address = oidc.buildAuthorizationUrl(await configuration(), {
          redirect_uri: back,
          scope: [...new Set(['openid', 'profile', ...settings.scopes])].join(' '),
          state: errand.state,
          nonce: errand.nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(errand.verifier),
          code_challenge_method: 'S256',
        });
        return { address: address.href, errand };
      } catch (error) {
        log.error({ err: error, issuer: settings.issuer }, 'asking the identity provider failed');
        return null;
      }
    },
    /** Who came back with this query; null: it is none of what was begun, or says nothing of the claim. */
    async finish(search: string, { state, nonce, verifier }: Errand): Promise<Vouched | null> {
      try {
        const tokens = await oidc.authorizationCodeGrant(await configuration(), new URL(back + search), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        return await vouchedBy(await configuration(), tokens, settings);
      } catch (error) {
        log.warn({ err: error, issuer: settings.issuer }, 'sign-in by the identity provider failed');
        return null;
      }
    },
    /** What a logout token of the provider ends; null: it is none, or none of this provider for this house. */
    ended: endedBy(settings, { configuration, now, log }),
    /** Where the browser ends the sign-in at the provider; null: it has no such place, or cannot be reached. */
    async end(after: string): Promise<string | null> {
      try {
        const config = await configuration();
        if (config.serverMetadata().end_session_endpoint === undefined) return null;
        return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: after }).href;
      } catch {
        return null;
      }
    },
  };
}

/** What the provider says of itself, read when it is first needed and every hour. */
function openConfiguration(
  { issuer, clientId, clientSecret }: IdentityProvider,
  now: () => number,
): () => Promise<oidc.Configuration> {
  // The settings let http through for this machine alone.
  const how = issuer.startsWith('http:') ? { execute: [oidc.allowInsecureRequests] } : {};
  let known: { at: number; read: Promise<oidc.Configuration> } | null = null;
  return async () => {
    if (!known || now() - known.at > rereadMs) {
      const read = oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, how);
      known = { at: now(), read };
    }
    try {
      return await known.read;
    } catch (error) {
      known = null;
      throw error;
    }
  };
}

type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;
/** Claims of the ID token; what it does not hold is asked of the userinfo endpoint, for the same subject. */
async function vouchedBy(
  config: oidc.Configuration,
  tokens: Tokens,
  { claim, matches, strong }: IdentityProvider,
): Promise<Vouched | null> {
  const signed = tokens.claims();
  if (!signed) return null;
  const isThere = signed[claim] !== undefined || config.serverMetadata().userinfo_endpoint === undefined;
  const claims: Readonly<Record<string, unknown>> = isThere
    ? signed
    : { ...(await oidc.fetchUserInfo(config, tokens.access_token, signed.sub)), amr: signed['amr'] };
  const value = claims[claim];
  if (typeof value !== 'string' || value === '') return null;
  // A number that nobody has checked is anybody's to write down.
  if (matches === 'phone' && claims['phone_number_verified'] !== true) return null;
  const amr: unknown = signed['amr'];
  const sid = typeof signed['sid'] === 'string' ? signed['sid'] : null;
  const there = { sub: signed.sub, sid };
  return { value, there, isStrong: Array.isArray(amr) && amr.some((one) => strong.includes(String(one))) };
}

const endEvent = 'http://schemas.openid.net/event/backchannel-logout';
/** A token is of use for so long, and known for as long: a second time it ends nothing. */
const endTokenMs = 5 * minuteMs;
const mostSeen = 10_000;

/** What a logout token ends, by OpenID Connect Back-Channel Logout 1.0, section 2.6: signed by the provider, for us, of now, once. */
function endedBy(
  { issuer, clientId }: IdentityProvider,
  ground: { configuration: () => Promise<oidc.Configuration>; now: () => number; log: Log },
): (token: string) => Promise<EndedThere | null> {
  const { configuration, now, log } = ground;
  const seen = new Map<string, number>();
  /** Whether a token comes for the first time. */
  function isFirst(jti: string): boolean {
    for (const [known, at] of seen)
      if (now() - at > 2 * endTokenMs || seen.size > mostSeen) seen.delete(known);
    if (seen.has(jti)) return false;
    seen.set(jti, now());
    return true;
  }
  return async (token) => {
    try {
      const { jwks_uri, issuer: named } = (await configuration()).serverMetadata();
      if (jwks_uri === undefined) return null;
      const { payload } = await jwtVerify(token, keysAt(jwks_uri), {
        issuer: named,
        audience: clientId,
        currentDate: new Date(now()),
        maxTokenAge: endTokenMs / 1_000,
        clockTolerance: 30,
        requiredClaims: ['iat', 'jti', 'events'],
      });
      const { sub = null, jti = '', events } = payload;
      const sid = typeof payload['sid'] === 'string' ? payload['sid'] : null;
      const isEnd = typeof events === 'object' && events !== null && endEvent in events;
      if (!isEnd || 'nonce' in payload || (sub === null && sid === null)) return null;
      return isFirst(jti) ? { sub, sid } : null;
    } catch (error) {
      log.warn({ err: error, issuer }, 'logout token of the identity provider refused');
      return null;
    }
  };
}

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
/** The keys of a provider: read when a token names one that is not known, no more than twice a minute. */
function keysAt(address: string): ReturnType<typeof createRemoteJWKSet> {
  const known = keySets.get(address) ?? createRemoteJWKSet(new URL(address));
  keySets.set(address, known);
  return known;
}
