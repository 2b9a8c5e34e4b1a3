import * as oidc from 'openid-client';
import type { IdentityProvider } from '#shared/access/provider.ts';
import { hourMs } from '#shared/kernel/span.ts';
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
        log.error({ err: error, issuer: settings.issuer }, 'identity provider cannot be reached');
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
  return { value, isStrong: Array.isArray(amr) && amr.some((one) => strong.includes(String(one))) };
}
