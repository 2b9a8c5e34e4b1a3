import { z } from 'zod';
import { localized } from '../kernel/localized.ts';

/** Sign-in by the identity provider of a county, below `/api/:jurisdiction`. */

/** GET /session/ways: besides login and password. */
export const signInWays = z.strictObject({ provider: z.strictObject({ name: localized }).nullable() });
/** GET /session/provider: sends the browser there; `to` is the page that it comes back to. */
export const providerQuery = z.strictObject({
  to: z
    .string()
    .regex(/^[a-z][a-z/-]{0,60}$/u)
    .default('account'),
});
/** POST /session/provider/code: the own second factor, after the provider has said who it is. */
export const providerCode = z.strictObject({
  login: z.string().min(1).max(64),
  code: z.string().min(6).max(20),
});
/** POST /session/provider/out, as a form: a logout token of OpenID Connect Back-Channel Logout 1.0. */
export const providerOut = z.object({ logout_token: z.string().min(20).max(8_000) });
